package io.bascule.reporting.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.RecoveryEvent.ApprovalRecorded;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests and approvals, and what is answered. */
@NullUnmarked // the service exists while a test runs
class AnswersTest extends AtTheGateway {

    @Test
    void aRequestIsAnsweredWithTheRunThatItStarted() throws Exception {
        platform.answers(e -> List.of(started("orders-1", "ada")));

        var answer = http.post("/api/requests", FAILOVER);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text("outcome")).isEqualTo("STARTED");
        assertThat(answer.text("run")).isEqualTo("orders-1");
        assertThat(answer.text("application")).isEqualTo("orders");
        var heard = platform.heard(FailoverRequested.class).getLast();
        assertThat(heard.id()).isEqualTo(answer.text("requestId"));
        assertThat(heard.event())
                .as("what is left out is not the dangerous choice")
                .isEqualTo(new FailoverRequested("orders", "paris", true, "ada", "test"));
    }

    @Test
    void aRefusalIsAConflictWithTheRuleAndTheFacts() throws Exception {
        platform.answers(e ->
                List.of(
                        new RequestRefused(
                                "orders",
                                e.id(),
                                "one run per application",
                                "Expected no open run, but orders-1 is open")));

        var answer = http.post("/api/requests", FAILOVER);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("outcome")).isEqualTo("REFUSED");
        assertThat(answer.text("rule")).isEqualTo("one run per application");
        assertThat(answer.text("detail")).isEqualTo("Expected no open run, but orders-1 is open");
    }

    @Test
    void whatAPersonHasToSayFirstIsAccepted() throws Exception {
        platform.answers(_ -> List.of(awaited("orders-2")));

        var answer = http.post("/api/requests", FAILOVER);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text("outcome")).isEqualTo("AWAITING_APPROVAL");
        assertThat(answer.text("run")).isEqualTo("orders-2");
    }

    @Test
    void withoutAnAnswerInTimeItIsSaidThatNoneWasHeard() throws Exception {
        var answer = http.post("/api/requests?waitSeconds=0", FAILOVER);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text("outcome")).isEqualTo("NO_ANSWER");
    }

    @Test
    void aBackupIsTakenAndOneThatIsRefusedIsAConflict() throws Exception {
        platform.answers(e ->
                e.event() instanceof BackupRequested r && "orders-db".equals(r.job())
                        ? List.of(new BackupStarted("orders", "b-1", r.job(), "pg_dump", "ada"))
                        : List.of(new BackupFailed("orders", "b-2", "x", "Refused: no such job")));

        var taken =
                http.post(
                        "/api/requests",
                        """
                        {"type": "BackupRequested", "application": "orders", "job": "orders-db"}\
                        """);
        var refused =
                http.post(
                        "/api/requests",
                        """
                        {"type": "BackupRequested", "application": "orders", "job": "x"}\
                        """);

        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        assertThat(taken.text("outcome")).isEqualTo("TAKEN");
        assertThat(taken.text("detail")).isEqualTo("backup b-1 has begun");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("detail")).isEqualTo("x: Refused: no such job");
    }

    @Test
    void aGoThatSufficesStartsTheRunAndOneThatDoesNotIsRecorded() throws Exception {
        var go =
                """
                {"run": "orders-3", "verdict": "GO", "by": "ada", "reason": "seen", "acceptsLoss": true}\
                """;
        var recorded =
                new ApprovalRecorded(
                        "orders",
                        "orders-3",
                        io.bascule.contracts.event.ApprovalEvent.Verdict.GO,
                        "ada",
                        "seen",
                        true);
        platform.answers(_ -> List.of(recorded));
        var first = http.post("/api/approvals", go);
        platform.answers(_ -> List.of(recorded, started("orders-3", "ada")));
        var second = http.post("/api/approvals", go.replace("ada", "grace"));

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.text("outcome")).isEqualTo("TAKEN");
        assertThat(first.text("detail"))
                .isEqualTo(
                        "GO by ada is recorded; the run waits for another person, or for one who accepts the loss");
        assertThat(second.text("outcome")).isEqualTo("STARTED");
        assertThat(second.text("run")).isEqualTo("orders-3");
        assertThat(platform.heard(ApprovalGiven.class).getLast().event().by()).isEqualTo("grace");
    }

    @Test
    void aGoThatComesTooLateIsRefusedWithTheRuleAndTheFacts() throws Exception {
        var go =
                """
                {"run": "orders-6", "verdict": "GO", "by": "ada", "acceptsLoss": true}\
                """;
        // given a run that is over, or goes on already
        platform.answers(e ->
                List.of(
                        new RequestRefused(
                                "orders",
                                e.id(),
                                "a GO or NO-GO answers a run that waits for it",
                                "Expected an answer to a run that waits for one, but orders-6 does not; no run is open")));
        var over = http.post("/api/approvals", go);
        // or one whose time is over: the answer ends it
        platform.answers(_ ->
                List.of(
                        new RunAbandoned(
                                "orders",
                                "orders-6",
                                "no sufficient answer came until 2026-11-22T03:15:00Z")));
        var expired = http.post("/api/approvals", go);

        assertThat(over.status()).as(over.text()).isEqualTo(409);
        assertThat(over.text("outcome")).isEqualTo("REFUSED");
        assertThat(over.text("rule")).isEqualTo("a GO or NO-GO answers a run that waits for it");
        assertThat(over.text("detail")).endsWith("orders-6 does not; no run is open");
        assertThat(expired.status()).as(expired.text()).isEqualTo(409);
        assertThat(expired.text("outcome")).isEqualTo("REFUSED");
        assertThat(expired.text("rule")).isEqualTo("a GO or NO-GO answers a run that waits for it");
        assertThat(expired.text("detail"))
                .endsWith("no sufficient answer came until 2026-11-22T03:15:00Z");
    }

    @Test
    void aRetryUnderTheSameKeyIsOneRequestAlsoAfterARestart(@TempDir Path folder) throws Exception {
        platform.answers(_ -> List.of(started("orders-4", "ada")));
        int before = platform.heard(FailoverRequested.class).size();
        var key = Map.of("Idempotency-Key", "deploy-4711");
        Http.Reply first;
        try (var other = town.service(folder, "--bascule.place=elsewhere")) {
            var there = new Http(other);
            first = there.post("/api/requests", FAILOVER, key);
            var second = there.post("/api/requests", FAILOVER, key);
            var another = there.post("/api/requests", FAILOVER.replace("paris", "rome"), key);

            assertThat(first.text("requestId")).isEqualTo("key:deploy-4711");
            assertThat(second.text()).isEqualTo(first.text());
            assertThat(another.status()).isEqualTo(422);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(there.get("/api/runs/orders-4").status()).isEqualTo(200));
        }
        try (var other = town.service(folder, "--bascule.place=elsewhere")) {
            var there = new Http(other);
            var third = there.post("/api/requests", FAILOVER, key);
            var another = there.post("/api/requests", FAILOVER.replace("paris", "rome"), key);

            assertThat(third.text()).isEqualTo(first.text());
            assertThat(another.status()).isEqualTo(422);
        }
        assertThat(platform.heard(FailoverRequested.class)).hasSize(before + 1);
    }
}
