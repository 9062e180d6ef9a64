package io.bascule.contracts.plan;

import static io.bascule.contracts.plan.Plans.problems;
import static io.bascule.contracts.plan.Plans.text;
import static io.bascule.contracts.plan.Plans.valid;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import io.bascule.contracts.plan.ApplicationPlan.Fencing;
import io.bascule.contracts.plan.ApplicationPlan.Objectives;
import io.bascule.contracts.plan.ApplicationPlan.Strategy;
import io.bascule.contracts.plan.ApplicationPlan.Suspicion;
import io.bascule.contracts.plan.BackupJob.Kind;
import io.bascule.contracts.plan.BackupJob.Source;
import io.bascule.contracts.plan.DatabasePlan.Endpoint;
import io.bascule.contracts.plan.DatabasePlan.Server;
import io.bascule.contracts.plan.Plan.Frequency;
import io.bascule.contracts.plan.Plan.Governance;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanReaderTest {

    @Test
    void everythingThatIsWrittenIsRead() {
        var orders = valid(text("orders.yaml")).applications().getFirst();

        assertThat(orders)
                .isEqualTo(
                        new ApplicationPlan(
                                "orders",
                                ApplicationPlan.Criticality.MISSION_CRITICAL,
                                Strategy.WARM_STANDBY,
                                new Objectives(Duration.ofSeconds(60), Duration.ofSeconds(10)),
                                "frankfurt",
                                "paris",
                                "witness",
                                DecisionMode.AUTOMATIC,
                                Duration.ofMinutes(15),
                                List.of("payments"),
                                new DatabasePlan(
                                        "postgres",
                                        "orders",
                                        Map.of(
                                                "frankfurt",
                                                new Server(
                                                        "127.0.0.1",
                                                        15432,
                                                        "postgres",
                                                        new SecretRef("env:FRANKFURT_PASSWORD"),
                                                        new Endpoint("127.0.0.1", 15432)),
                                                "paris",
                                                new Server(
                                                        "127.0.0.1",
                                                        15433,
                                                        "postgres",
                                                        new SecretRef("file:/run/secrets/paris"),
                                                        new Endpoint("10.0.0.2", 25433)))),
                                new TrafficPlan(
                                        "haproxy",
                                        "/run/haproxy/admin.sock",
                                        "orders",
                                        Map.of("frankfurt", "pg_frankfurt", "paris", "pg_paris")),
                                Fencing.FRONT_DOOR,
                                new FrontDoor(
                                        "127.0.0.1",
                                        15430,
                                        "bascule",
                                        null,
                                        Duration.ofMillis(100),
                                        Duration.ofSeconds(1)),
                                new Suspicion(3, Duration.ofSeconds(1), Duration.ofSeconds(10)),
                                List.of("select count(*) from orders"),
                                true,
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(5)));
    }

    @Test
    void whatIsNotWrittenFollowsTheCriticality() {
        var payments = valid(text("orders.yaml")).applications().getLast();

        assertThat(payments.strategy()).isEqualTo(Strategy.BACKUP_RESTORE);
        assertThat(payments.decision()).isEqualTo(DecisionMode.APPROVAL);
        assertThat(payments.objectives())
                .isEqualTo(new Objectives(Duration.ofHours(24), Duration.ofHours(24)));
        assertThat(payments.suspicion())
                .isEqualTo(new Suspicion(2, Duration.ZERO, Duration.ofSeconds(10)));
        assertThat(payments.database().at("paris").port()).isEqualTo(5432);
    }

    @Test
    void theTableOfDefaultsHoldsForEveryCriticality() {
        var table =
                Map.of(
                        "mission-critical", "HOT_STANDBY PT1M PT5S AUTOMATIC",
                        "business-critical", "WARM_STANDBY PT30M PT5M APPROVAL",
                        "important", "PILOT_LIGHT PT4H PT1H APPROVAL",
                        "standard", "BACKUP_RESTORE PT24H PT24H APPROVAL");
        table.forEach((criticality, expected) -> {
            var yaml = text("orders.yaml").replace("standard", criticality);
            var read = valid(yaml).applications().getLast();
            assertThat(
                            "%s %s %s %s"
                                    .formatted(
                                            read.strategy(),
                                            read.objectives().rto(),
                                            read.objectives().rpo(),
                                            read.decision()))
                    .isEqualTo(expected);
        });
    }

    @Test
    void contactsDrillsAndGovernanceAreRead() {
        var plan = valid(text("orders.yaml"));

        assertThat(plan.contacts())
                .containsExactly(new Contact("DR Lead", "Ada", "112", "ada@example.org"));
        assertThat(plan.drills())
                .isEqualTo(Map.of("tabletop", Frequency.QUARTERLY, "full", Frequency.YEARLY));
        assertThat(plan.governance())
                .isEqualTo(
                        Map.of(
                                "sla",
                                new Governance(
                                        "Ada",
                                        LocalDate.of(2026, 1, 31),
                                        LocalDate.of(2027, 1, 31))));
    }

    @Test
    void anExistingBackupConfigIsReadAsItStandsAndIsAPlanOnItsOwn() {
        assertThat(valid(text("backup-config.yaml")).backups())
                .containsExactly(
                        job(
                                "production-db",
                                Kind.DATABASES,
                                "0 */6 * * *",
                                30,
                                "s3://backups-dr/databases/",
                                "pg_dump",
                                "content_equal"),
                        job(
                                "user-uploads",
                                Kind.STORAGE,
                                "0 2 * * *",
                                90,
                                "s3://backups-dr/uploads/",
                                "files",
                                "readable"),
                        job(
                                "application-configs",
                                Kind.CONFIGS,
                                "0 * * * *",
                                7,
                                "s3://backups-dr/configs/",
                                "files",
                                "readable"));
    }

    @Test
    void aJobOfFilesNamesItsFolderAndEveryWayToKeepIt() {
        var job =
                valid(
                                """
                                backup_config:
                                  storage:
                                    - name: uploads
                                      schedule: "0 2 * * *"
                                      retention: 90
                                      destination: file:///backups/
                                      source: {folder: /srv/uploads}
                                      storageClass: STANDARD_IA
                                      objectLock: governance
                                      keys: {wrapping: "env:A", recovery: "file:/b"}
                                      proofSchedule: "0 4 * * 0"
                                """)
                        .backups()
                        .getFirst();

        assertThat(job.files()).isEqualTo(new BackupJob.Files("/srv/uploads", null));
        assertThat(job.storageClass()).isEqualTo("STANDARD_IA");
        assertThat(job.objectLock()).isEqualTo(BackupJob.LockMode.GOVERNANCE);
        assertThat(job.keys())
                .isEqualTo(new BackupJob.Keys(new KeyRef("env:A"), new SecretRef("file:/b")));
        assertThat(job.proofSchedule()).isEqualTo("0 4 * * 0");
        assertThat(
                        Plans.problems(
                                        """
                                        backup_config:
                                          storage:
                                            - {name: a, schedule: "0 2 * * *", retention: 1, destination: "file:///b/", objectLock: soft,
                                               source: {folder: relative}}
                                            - {name: c, schedule: "0 2 * * *", retention: 1, destination: "file:///b/",
                                               source: {folder: /a, bucket: "s3://abc/"}}
                                        """)
                                .toString())
                .contains("governance, compliance", "an absolute folder", "but found both");
    }

    @Test
    void aBackupJobMaySayMore() {
        assertThat(valid(text("orders.yaml")).backups())
                .containsExactly(
                        new BackupJob(
                                "orders-db",
                                Kind.DATABASES,
                                "orders",
                                "0 */6 * * *",
                                "Europe/Berlin",
                                30,
                                "s3://backups-dr/databases/",
                                "none",
                                new Source(
                                        "127.0.0.1",
                                        5432,
                                        "orders",
                                        "dumper",
                                        new SecretRef("env:DUMPER")),
                                "pg_basebackup",
                                "restored"));
    }

    @Test
    void thePlanIsKnownByTheHashOfItsText() {
        var reading = PlanReader.read("plan.yaml", "backup_config: {}\n");

        // printf 'backup_config: {}\n' | sha256sum
        assertThat(reading)
                .isInstanceOfSatisfying(
                        PlanReading.Valid.class,
                        v ->
                                assertThat(v.hash())
                                        .isEqualTo(
                                                "d4f53523c9d16e48d6f6fbe3a4b6d551aa2007233fc3bcdd8c05e50a616a587f"));
    }

    @Test
    void tenMistakesAreTenProblemsEachAtItsPlace() {
        assertThat(problems(text("ten-mistakes.yaml")))
                .containsExactly(
                        "plan.yaml:2:23: Expected one of the fields name, region in a site, but found 'regoin'; did you mean 'region'?",
                        "plan.yaml:3:12: name: Expected a name of lower-case letters, digits and inner dashes, at most 63, but found 'Paris'",
                        "plan.yaml:7:23: rto: Expected a duration such as 50ms, 60s, 15m, 2h or 1d, but found '60'",
                        "plan.yaml:9:15: recovery: Expected one of the sites frankfurt, Paris, but found 'berlin'",
                        "plan.yaml:10:17: dependsOn: Expected one of the applications orders, but found 'payments'",
                        "plan.yaml:15:70: password: Expected the name of a secret, env:NAME or file:PATH, but found something else; a plan never holds a secret",
                        "plan.yaml:16:16: Expected field 'user' in Paris of sites of database of an application, but it is missing",
                        "plan.yaml:19:25: quorum: Expected a whole number from 2 to 99, but found '1'",
                        "plan.yaml:20:32: kafkaRequestsNeedApproval: Expected a single value, but found a list",
                        "plan.yaml:24:17: schedule: Expected the schedule's hour to be made of 0 to 23, *, ranges and steps, but found '25'");
    }

    @Test
    void aCopyOfAServerMayArchiveTheLogBetweenCopies() {
        String job =
                """
                backup_config:
                  databases:
                    - name: orders-db
                      schedule: "0 3 * * *"
                      retention: 7
                      destination: s3://backups-dr/
                      %s
                """;

        assertThat(archive(job.formatted("engine: pg_basebackup\n      archive: {every: 10s}")))
                .isEqualTo(new BackupJob.Archive(Duration.ofSeconds(10)));
        assertThat(archive(job.formatted("engine: pg_basebackup\n      archive: {}")))
                .isEqualTo(new BackupJob.Archive(Duration.ofSeconds(5)));
        assertThat(archive(job.formatted("engine: pg_basebackup"))).isNull();
        assertThat(problems(job.formatted("archive: {every: 0s, slot: x}")))
                .containsExactly(
                        "plan.yaml:3:7: Expected engine 'pg_basebackup' in a job with 'archive', but found 'pg_dump': a write-ahead log goes on from a copy of the server",
                        "plan.yaml:7:24: every: Expected a duration of at least 1000ms, but found '0s'",
                        "plan.yaml:7:28: Expected one of the fields every in archive of a backup job, but found 'slot'");
        assertThat(problems(job.formatted("engine: pg_basebackup\n      archive:")))
                .containsExactly(
                        "plan.yaml:8:7: Expected field 'archive' in a backup job, but it is empty");
        assertThat(problems(job.replace("databases", "storage").formatted("archive: {every: 5s}")))
                .containsExactly(
                        "plan.yaml:7:16: Expected 'archive' in a job of databases, but found it in one of storage");
    }

    private static BackupJob.@Nullable Archive archive(String yaml) {
        return valid(yaml).backups().getFirst().archive();
    }

    private static BackupJob job(
            String name,
            Kind kind,
            String schedule,
            int days,
            String destination,
            String engine,
            String verify) {
        return new BackupJob(
                name,
                kind,
                null,
                schedule,
                "UTC",
                days,
                destination,
                "AES-256",
                null,
                engine,
                verify);
    }
}
