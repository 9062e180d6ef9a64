package io.bascule.reporting.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.PlanRefused;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Plans, and what is answered. */
@NullUnmarked // the service exists while a test runs
class PlansTest extends AtTheGateway {

    @Test
    void aPlanIsAnsweredForEachOfItsApplications() throws Exception {
        platform.answers(e -> {
            var applied = (PlanApplied) e.event();
            return applied.application().equals("orders")
                    ? List.of(new PlanAccepted("orders", applied.planHash(), 0, "frankfurt"))
                    : List.of(
                            new PlanRefused(
                                    "payments", applied.planHash(), List.of("Expected a recipe")));
        });

        var answer =
                http.post("/api/plans", Plans.ORDERS, Map.of("content-type", "application/yaml"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(409);
        assertThat(answer.json().at("/applications/0/outcome").asString()).isEqualTo("ACCEPTED");
        assertThat(answer.json().at("/applications/1/outcome").asString()).isEqualTo("REFUSED");
        assertThat(answer.json().at("/applications/1/reasons/0").asString())
                .isEqualTo("Expected a recipe");
        assertThat(platform.heard(PlanApplied.class).getLast().event().planHash())
                .isEqualTo(answer.text("hash"));
    }

    @Test
    void aPlanWithMistakesChangesNothingAndEveryOneIsNamed() throws Exception {
        int before = platform.heard(PlanApplied.class).size();
        var yaml =
                Plans.ORDERS
                        .replace("rto: 60s", "rto: soon")
                        .replace("  recovery: paris", "  recovery: rome");

        var answer = http.post("/api/plans", yaml, Map.of("content-type", "application/yaml"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        var problems = answer.json().get("problems");
        assertThat(problems.size()).as(answer.text()).isGreaterThanOrEqualTo(3);
        assertThat(problems.get(0).propertyNames())
                .containsExactly("file", "line", "column", "message");
        assertThat(platform.heard(PlanApplied.class)).hasSize(before);
    }

    @Test
    void aBackupConfigThatStandsAloneIsAcceptedAndItIsSaidThatNothingRunsIt() throws Exception {
        var answer =
                http.post(
                        "/api/plans",
                        """
                        backup_config:
                          databases:
                            - name: production-db
                              schedule: "0 */6 * * *"
                              retention: 30
                              destination: s3://backups-dr/databases/
                        """,
                        Map.of("content-type", "application/yaml"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("applications").size()).isZero();
        assertThat(answer.json().at("/notes/0").asString())
                .contains("'production-db' names no application");
    }

    @Test
    void aPlanThatIsTooLongIsRefusedInWordsHoweverLongItIs() throws Exception {
        int before = platform.heard(PlanApplied.class).size();
        for (int mebibytes : new int[] {16, 64}) {
            var yaml = "#" + "x".repeat(mebibytes << 20);

            var answer = http.post("/api/plans", yaml, Map.of("content-type", "application/yaml"));

            assertThat(answer.status()).as("%d MiB", mebibytes).isEqualTo(413);
            assertThat(answer.contentType()).isEqualTo("application/problem+json");
            assertThat(answer.text("detail"))
                    .isEqualTo("Expected a body of at most 16 MiB, but it is larger");
        }
        assertThat(platform.heard(PlanApplied.class)).hasSize(before);
    }
}
