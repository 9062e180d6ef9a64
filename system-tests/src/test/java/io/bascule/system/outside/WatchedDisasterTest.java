package io.bascule.system.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bascule.backbone.Trace;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import io.bascule.contracts.event.RequestEvent.ResumeRequested;
import io.bascule.contracts.event.RequestEvent.VerifyRequested;
import io.bascule.contracts.event.WalEvent.WalArchived;
import io.bascule.sandbox.world.DemoPlan;
import io.bascule.sandbox.world.Http;
import io.bascule.sandbox.world.World;
import io.bascule.sandbox.world.WorldSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disaster as it is seen from outside, by a real Prometheus with the real rules: each alert fires
 * when it should and clears when its cause is gone. Afterwards the topics, the logs and the figures
 * are looked at.
 */
@Timeout(900)
class WatchedDisasterTest {

    private static final Duration SOON = Duration.ofSeconds(150);
    private static final Duration STOPPED = Duration.ofSeconds(5);

    private static final String VALIDATION = "    validate:\n";

    /** A copy of the whole server, and its log from then on. */
    private static final String COPY = "orders-copy";

    private static final String ARCHIVED =
            """
                - name: %s
                  application: orders
                  engine: pg_basebackup
                  schedule: "0 3 1 1 *"
                  retention: 30
                  destination: s3://backups-dr/copies/
                  encryption: AES-256
                  verify: restored
                  archive: {every: 1s}

            """
                    .formatted(COPY);
    private static final String FOREIGN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");

    @TempDir private Path folder;

    private final Set<String> ever = new TreeSet<>();

    /** Seen to fire, and not seen to clear since. */
    private final Set<String> fired = new TreeSet<>();

    @Test
    void everyAlertFiresAndClearsAndOneTraceLeadsThroughTheRecovery() throws Exception {
        var program = Tools.find("prometheus");
        assumeTrue(program.isPresent(), Tools.MISSING);
        try (var world = World.start(settings(), _ -> {});
                var said = new Said(world.bootstrapServers());
                var prometheus = Prometheus.start(program.get(), folder, targets(world))) {
            var mishaps = new Mishaps(world);
            // given a plan that nothing was proven of yet, and then a record that nobody can read
            said.say(planOf(world));
            fires(prometheus, "BackupFailed", "BackupNotProven", "RecoveryNeverMeasured");
            said.poison(Topic.PLAN);
            fires(prometheus, "DeadLetters");

            // when a backup is taken and proven, and meanwhile a service stands still
            said.say(new BackupRequested("orders", null, "ada", "before the disaster"));
            mishaps.freeze("notification");
            fires(prometheus, "ServiceDown");
            mishaps.thaw("notification");
            clears(prometheus, "ServiceDown", "BackupFailed", "BackupNotProven", "DeadLetters");

            // when the server has the log not any more that the archive needs next, and nobody can
            // copy it
            await("the log to be archived")
                    .atMost(SOON)
                    .until(() -> said.all(WalArchived.class).findAny().isPresent());
            try (var _ = mishaps.loseTheArchivesLog()) {
                fires(prometheus, "LogArchiveGap");
            }
            said.say(new BackupRequested("orders", COPY, "ada", "a copy after the gap"));
            clears(prometheus, "LogArchiveGap");

            // when a stored backup goes bad, and nobody is there to be told
            mishaps.spoilTheBackups();
            world.webhook().gone(true);
            said.say(
                    new VerifyRequested(
                            "orders", newestCopy(said), false, "ada", "is it still good?"));
            fires(prometheus, "BackupVerificationFailed", "NotificationsFailing");
            world.webhook().gone(false);
            said.say(new BackupRequested("orders", null, "ada", "a good one again"));
            clears(prometheus, "BackupVerificationFailed", "NotificationsFailing");

            // when the primary stands still behind a standby that is too old, and a person waits
            world.replicationFrom(World.FRANKFURT).cut();
            fires(prometheus, "ReplicationBroken", "ReplicationLagHigh", "ObjectiveAtRisk");
            mishaps.freezeDatabase(World.FRANKFURT);
            fires(prometheus, "ApprovalAwaited");
            said.say(verdict(said, Verdict.NO_GO));
            fires(prometheus, "SuspicionStands", "LogArchiveInterrupted");
            mishaps.thawDatabase(World.FRANKFURT);
            clears(prometheus, "ApprovalAwaited", "SuspicionStands", "LogArchiveInterrupted");

            // when the place in the log is lost from which the commits are read
            try (var _ = mishaps.loseTheLedgersSlot()) {
                fires(prometheus, "LedgerClosed");
            }
            fires(prometheus, "LedgerGap");

            // when the primary dies
            int killed = world.clusterAt(World.FRANKFURT).processes().kill(STOPPED);
            assertThat(killed).isPositive();
            fires(prometheus, "ApprovalAwaited", "FrontDoorInterrupted");

            // and a person accepts the loss, but something is amiss at the other site
            var go = verdict(said, Verdict.GO);
            said.say(go);
            fires(prometheus, "RecoveryRunHalted");
            clears(prometheus, "ApprovalAwaited", "FrontDoorInterrupted");

            // and it is repaired, and the run goes on
            repair(world);
            said.say(new ResumeRequested("orders", go.runId(), false, "ada", "repaired"));
            clears(prometheus, "RecoveryRunHalted", "RecoveryNeverMeasured");
            fires(prometheus, "DRSiteUnhealthy", "LagUnknown");
            clears(prometheus, "LedgerGap", "LedgerClosed");

            // and the application is brought home, on the word of a pipeline with a trace of its
            // own
            world.replicationFrom(World.FRANKFURT).heal();
            said.say(new FailbackRequested("orders", "pipeline", "repaired"), FOREIGN);
            clears(prometheus, "DRSiteUnhealthy", "LagUnknown", "ReplicationBroken");
            await("nothing fires any more")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(prometheus.firing()).isEmpty());

            var home =
                    said.all(RunStarted.class)
                            .filter(run -> run.kind() == RunKind.FAILBACK)
                            .findFirst()
                            .orElseThrow();
            assertThat(ever).as("every rule of ours and the owner's").isEqualTo(alerts());

            // then the other names are served, and every service says that it lives and is ready
            await("the owner's names are scraped")
                    .atMost(SOON)
                    .untilAsserted(() -> {
                        assertThat(prometheus.series("probe_success{job=\"dr-site\"} == 1"))
                                .isEqualTo(1);
                        assertThat(prometheus.series("backup_last_success_timestamp > 0"))
                                .isEqualTo(2);
                    });
            assertThat(prometheus.series("{__name__=~\"dr_.+\", exported_job!=\"\"}"))
                    .as("series with a label that Prometheus keeps for itself")
                    .isZero();
            var page = new MetricsPage();
            for (var service : world.services().entrySet()) {
                var uri = service.getValue().uri();
                page.scraped(nameOf(service.getKey()), get(uri.resolve("/actuator/prometheus")));
                get(uri.resolve("/actuator/health/liveness"));
                get(uri.resolve("/actuator/health/readiness"));
            }
            page.check();

            // and one trace leads from the first sign to the report, the other from the request on
            var failover = new TraceOfARecovery(said.all(), go.runId());
            failover.isOne();
            failover.leadsFromTheFirstSignToTheReport();
            var failback = new TraceOfARecovery(said.all(), home.runId());
            failback.isOne();
            assertThat(said.unreadable()).as("the poison, and nothing else").isEqualTo(1);
            assertThat(failback.id()).isEqualTo(Trace.idOf(FOREIGN));

            // and the logs say so too, and no secret
            var logs = new LogsOfAWorld(world);
            logs.areOneObjectALine();
            logs.nameTheRunAndItsTrace(
                    go.runId(), failover.id(), List.of("coordinator", "executor-paris"));
            logs.holdNoSecret();
        }
    }

    private void fires(Prometheus prometheus, String... alerts) {
        await("firing: " + String.join(", ", alerts))
                .atMost(SOON)
                .untilAsserted(() -> {
                    look(prometheus);
                    assertThat(fired).contains(alerts);
                });
    }

    /** Only what was seen to fire can be seen to clear. */
    private void clears(Prometheus prometheus, String... alerts) {
        assertThat(fired).contains(alerts);
        await("cleared: " + String.join(", ", alerts))
                .atMost(SOON)
                .untilAsserted(() -> assertThat(look(prometheus)).doesNotContain(alerts));
        fired.removeAll(Set.of(alerts));
    }

    private Set<String> look(Prometheus prometheus) throws IOException, InterruptedException {
        var firing = prometheus.firing();
        fired.addAll(firing);
        ever.addAll(firing);
        return firing;
    }

    /**
     * The demo's world, but a table that is to be there after a failover is missing, and the log is
     * archived.
     */
    private static WorldSettings settings() {
        var defaults = WorldSettings.defaults();
        return new WorldSettings(
                defaults.data(),
                null,
                DemoPlan.text()
                        .replace(VALIDATION, VALIDATION + "      - sql: select * from repaired\n")
                        .replace("contacts:\n", ARCHIVED + "contacts:\n"),
                "watched-plan.yaml",
                false,
                false);
    }

    private static PlanApplied planOf(World world) {
        return new PlanApplied(
                world.application().name(),
                world.planHash(),
                "test",
                world.application(),
                world.plan().sites(),
                world.plan().backups(),
                world.plan().contacts());
    }

    private static void repair(World world) throws Exception {
        var role = world.client();
        try (var connection =
                        DriverManager.getConnection(
                                world.frontDoorUrl(), role.user(), role.password());
                var statement = connection.createStatement()) {
            var _ = statement.execute("create table repaired (id int primary key)");
            var _ = statement.execute("grant select on repaired to public");
        }
    }

    private static String newestCopy(Said said) {
        return said.all(BackupCompleted.class)
                .filter(backup -> backup.job().equals(COPY))
                .reduce((_, later) -> later)
                .orElseThrow()
                .backupId();
    }

    /** A person's answer to what was asked last. */
    private static ApprovalGiven verdict(Said said, Verdict verdict) {
        var asked =
                said.all(ApprovalAwaited.class)
                        .reduce((_, later) -> later)
                        .orElseThrow(() -> new AssertionError("nobody was asked"));
        return new ApprovalGiven(
                "orders", asked.runId(), verdict, "ada", "by test", verdict == Verdict.GO);
    }

    /** The names of all rules that alert. */
    private static Set<String> alerts() throws IOException {
        var names = new TreeSet<String>();
        for (Path rules : Tools.files(Tools.DEPLOY.resolve("rules"), ".yml")) {
            var found = ALERT.matcher(Files.readString(rules));
            while (found.find()) {
                names.add(found.group(1));
            }
        }
        return names;
    }

    private static Map<String, String> targets(World world) {
        var targets = new TreeMap<String, String>();
        world.services()
                .forEach((name, service) -> targets.put(name, service.uri().getAuthority()));
        return targets;
    }

    /** The name of its module: the sandbox has shorter ones. */
    private static String nameOf(String service) {
        return switch (service) {
            case "coordinator" -> "failover-coordinator";
            case "monitor" -> "replication-monitor";
            case "executor-frankfurt", "executor-paris" -> "failover-coordinator (executor)";
            default -> service + "-service";
        };
    }

    private static String get(java.net.URI uri) throws IOException {
        var answer = new Http().get(uri);
        assertThat(answer.status()).as(uri + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }
}
