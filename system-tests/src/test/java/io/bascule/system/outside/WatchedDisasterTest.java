package io.bascule.system.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bascule.backbone.Trace;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import io.bascule.contracts.event.RequestEvent.ResumeRequested;
import io.bascule.sandbox.world.DemoPlan;
import io.bascule.sandbox.world.Http;
import io.bascule.sandbox.world.World;
import io.bascule.sandbox.world.WorldSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private static final String FOREIGN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @TempDir private Path folder;

    private final Set<String> fired = new TreeSet<>();

    @Test
    void everyAlertFiresAndClearsAndOneTraceLeadsThroughTheRecovery() throws Exception {
        var program = Tools.find("prometheus");
        assumeTrue(program.isPresent(), Tools.MISSING);
        try (var world = World.start(settings(), _ -> {});
                var said = new Said(world.bootstrapServers());
                var prometheus = Prometheus.start(program.get(), folder, targets(world))) {
            // given a plan that nothing was proven of yet, and then a record that nobody can read
            said.say(planOf(world));
            fires(prometheus, "BackupFailed", "BackupNotProven", "RecoveryNeverMeasured");
            said.poison(Topic.PLAN);
            fires(prometheus, "DeadLetters");

            // when a backup is taken and proven, and meanwhile a service stands still
            said.say(new BackupRequested("orders", null, "ada", "before the disaster"));
            signal(world, "notification", "STOP");
            fires(prometheus, "ServiceDown");
            signal(world, "notification", "CONT");
            clears(prometheus, "ServiceDown", "BackupFailed", "BackupNotProven", "DeadLetters");

            // when the stream is cut for longer than the objective, and the primary dies
            world.replicationFrom(World.FRANKFURT).cut();
            fires(prometheus, "ReplicationBroken", "ReplicationLagHigh", "ObjectiveAtRisk");
            int killed = world.clusterAt(World.FRANKFURT).processes().kill(STOPPED);
            assertThat(killed).isPositive();
            fires(prometheus, "ApprovalAwaited", "FrontDoorInterrupted");

            // and a person accepts the loss, but something is amiss at the other site
            var asked = said.all(ApprovalAwaited.class).findFirst().orElseThrow();
            said.say(new ApprovalGiven("orders", asked.runId(), Verdict.GO, "ada", "yes", true));
            fires(prometheus, "RecoveryRunHalted");
            clears(prometheus, "ApprovalAwaited", "FrontDoorInterrupted");

            // and it is repaired, and the run goes on
            repair(world);
            said.say(new ResumeRequested("orders", asked.runId(), false, "ada", "repaired"));
            clears(prometheus, "RecoveryRunHalted", "RecoveryNeverMeasured");
            fires(prometheus, "DRSiteUnhealthy", "LagUnknown");

            // and the application is brought home, on the word of a pipeline with a trace of its
            // own
            world.replicationFrom(World.FRANKFURT).heal();
            said.say(new FailbackRequested("orders", "pipeline", "repaired"), FOREIGN);
            clears(prometheus, "DRSiteUnhealthy", "LagUnknown", "ReplicationBroken");
            await("nothing fires any more")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(prometheus.firing()).isEmpty());

            // then the other names are served, and every service says that it lives and is ready
            await("the owner's names are scraped")
                    .atMost(SOON)
                    .untilAsserted(() -> {
                        assertThat(prometheus.series("probe_success{job=\"dr-site\"} == 1"))
                                .isEqualTo(1);
                        assertThat(prometheus.series("backup_last_success_timestamp > 0"))
                                .isEqualTo(1);
                    });
            var page = new MetricsPage();
            for (var service : world.services().entrySet()) {
                var uri = service.getValue().uri();
                page.scraped(nameOf(service.getKey()), get(uri.resolve("/actuator/prometheus")));
                get(uri.resolve("/actuator/health/liveness"));
                get(uri.resolve("/actuator/health/readiness"));
            }
            page.check();

            // and one trace leads from the first sign to the report, the other from the request on
            var failover = new TraceOfARecovery(said.all(), asked.runId());
            failover.isOne();
            failover.leadsFromTheFirstSignToTheReport();
            var failback = new TraceOfARecovery(said.all(), "orders-2");
            failback.isOne();
            assertThat(said.unreadable()).as("the poison, and nothing else").isEqualTo(1);
            assertThat(failback.id()).isEqualTo(Trace.idOf(FOREIGN));

            // and the logs say so too, and no secret
            var logs = new LogsOfAWorld(world);
            logs.areOneObjectALine();
            logs.nameTheRunAndItsTrace(
                    asked.runId(), failover.id(), List.of("coordinator", "executor-paris"));
            logs.holdNoSecret();
        }
    }

    private void fires(Prometheus prometheus, String... alerts) {
        await("firing: " + String.join(", ", alerts))
                .atMost(SOON)
                .untilAsserted(() -> {
                    fired.addAll(prometheus.firing());
                    assertThat(fired).contains(alerts);
                });
    }

    /** Only what was seen to fire can be seen to clear. */
    private void clears(Prometheus prometheus, String... alerts) {
        assertThat(fired).contains(alerts);
        await("cleared: " + String.join(", ", alerts))
                .atMost(SOON)
                .untilAsserted(() -> {
                    var firing = prometheus.firing();
                    fired.addAll(firing);
                    assertThat(firing).doesNotContain(alerts);
                });
    }

    /** The demo's world, but a table that is to be there after a failover is missing. */
    private static WorldSettings settings() {
        var defaults = WorldSettings.defaults();
        return new WorldSettings(
                defaults.data(),
                null,
                DemoPlan.text()
                        .replace(VALIDATION, VALIDATION + "      - sql: select * from repaired\n"),
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

    private static void signal(World world, String service, String signal) throws Exception {
        long pid = world.service(service).process().handle().pid();
        var said = Tools.run(Path.of("/bin/kill"), List.of("-" + signal, Long.toString(pid)));
        assertThat(said.exitCode()).as(said.output()).isZero();
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
