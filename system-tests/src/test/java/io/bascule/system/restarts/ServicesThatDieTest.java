package io.bascule.system.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.postgres.PostmasterPid;
import io.bascule.sandbox.world.World;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Every other service, and the broker, in peace and in the middle of a disaster. */
@Timeout(7200)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServicesThatDieTest {

    private static final String EXECUTOR = "executor-frankfurt";

    private Platform platform;
    private World world;
    private Ear ear;
    private Books books;

    @BeforeAll
    void aPlatform() throws Exception {
        platform = Platform.start();
        world = platform.world;
        ear = platform.ear;
        books = new Books(ear);
    }

    @AfterAll
    void nothingIsLeft() {
        if (platform != null) {
            platform.close();
        }
    }

    /** The monitor dies in peace and in the outage: what its ledger may miss has a name. */
    @Test
    void anExecutorThatComesBackKnowsItsServerNoticesItsDeathAndNoLossIsReportedWrongly()
            throws Exception {
        // given an executor and a monitor that died and came back
        int peace = ear.heard();
        long postmaster = postmaster();
        world.kill(EXECUTOR);
        world.kill("monitor");
        world.awaitRestarted(EXECUTOR, Platform.PATIENCE);
        world.awaitRestarted("monitor", Platform.PATIENCE);

        // then the server was adopted: no second one, and nobody took it for dead
        assertThat(postmaster()).isEqualTo(postmaster);
        assertThat(ear.said(SiteUnhealthy.class, peace))
                .filteredOn(u -> u.evidence() == Evidence.PROCESS)
                .isEmpty();
        assertThat(ear.said(RunStarted.class, peace)).isEmpty();

        // when the adopted server dies, and the monitor once more
        platform.disaster(() -> world.kill("monitor"));

        // then the executor notices it, though it is not its parent
        ear.await(
                "the executor's word on the server's end",
                SiteUnhealthy.class,
                platform.lastDisaster,
                Platform.PATIENCE,
                u -> u.evidence() == Evidence.PROCESS && u.site().equals(World.FRANKFURT));
        var there = platform.over(RunKind.FAILOVER, platform.lastDisaster);
        new RunFacts(ear, there).areThoseOfOneRunThatWasResumedInPlace();
        world.awaitRestarted("monitor", Platform.PATIENCE);

        // and after the way back no loss is reported wrongly
        var missing = platform.newlyMissing();
        var back = platform.failback();
        books.lossIsNeverWrong(there.id(), back.id(), missing);
        books.nothingLost(back.id());
    }

    /** The whole site dies with its executor; then the broker, in the middle of the run. */
    @Test
    void theBrokerAndReportingDieInTheMiddleAndNothingThatWasSaidIsLostOrCountedTwice()
            throws Exception {
        platform.disaster(() -> world.kill(EXECUTOR));
        platform.started(RunKind.FAILOVER, platform.lastDisaster);
        var said = ids(ear);
        world.kill("broker");
        world.kill("reporting");
        world.awaitRestarted("broker", Platform.PATIENCE);
        var there = platform.over(RunKind.FAILOVER, platform.lastDisaster);
        var facts = new RunFacts(ear, there);
        facts.areThoseOfOneRunThatWasResumedInPlace();
        assertThat(facts.evidence(StepKind.FENCE, StepEvidence.FENCE_PROOF))
                .as("by an executor that died with its site and came back")
                .isEqualTo("processes-gone");
        var missing = platform.newlyMissing();

        // and once more while writes are held back
        int from = ear.heard();
        platform.askForFailback();
        ear.await(
                "STOP_PRIMARY to be commanded",
                StepCommanded.class,
                from,
                Platform.PATIENCE,
                c -> c.step() == StepKind.STOP_PRIMARY);
        world.kill("broker");
        var back = platform.over(RunKind.FAILBACK, from);
        new RunFacts(ear, back).areThoseOfOneRunThatWasResumedInPlace();
        assertThat(platform.newlyMissing().acknowledged()).as("lost on the way back").isEmpty();
        books.lossIsNeverWrong(there.id(), back.id(), missing);

        // then all that was said before is still on record
        try (var again = new Ear(world.bootstrapServers())) {
            again.await(
                    "what was said before the broker died",
                    Platform.PATIENCE,
                    () -> java.util.Optional.of(said).filter(s -> ids(again).containsAll(s)),
                    0);
        }

        // and a reporting-service that begins with nothing comes to the same reports
        world.awaitRestarted("reporting", Platform.PATIENCE);
        var reports = new ReportsOf(world, List.of(there.id(), back.id()));
        var before = reports.settled();
        reports.forgetAll();
        assertThat(reports.settled()).isEqualTo(before);
    }

    /** At each of its boundaries: read but not stored, stored but not a backup, a backup unsaid. */
    @Test
    void aBackupThatDiedInTheMiddleIsNoBackupAndTheNextOneIs() throws Exception {
        var deaths = new Deaths(world);
        var shelf = new Shelf(world);
        for (var point : List.of("backup-read", "backup-stored", "backup-manifested")) {
            int from = ear.heard();
            deaths.arm(List.of(point));
            platform.say(new BackupRequested(Platform.ORDERS, null, "test", point));
            var id =
                    ear.await(
                                    "BackupStarted",
                                    BackupStarted.class,
                                    from,
                                    Platform.PATIENCE,
                                    e -> e.requestedBy().equals("test"))
                            .backupId();
            var end =
                    ear.await(
                            "a word on the end of " + id,
                            BackupEvent.class,
                            from,
                            Platform.PATIENCE,
                            e -> isEndOf(id, e));
            assertThat(deaths.collect()).as("deaths at %s", point).hasSize(1);

            // What stands as a backup is said to be one, and what is said to be none does not.
            assertThat(shelf.hasManifestOf(id))
                    .as("%s stands as a backup after a death at %s", id, point)
                    .isEqualTo(end instanceof BackupCompleted);
            assertThat(end instanceof BackupCompleted)
                    .as("said to be a backup after a death at %s", point)
                    .isEqualTo(point.equals("backup-manifested"));
            org.awaitility.Awaitility.await()
                    .atMost(Platform.PATIENCE)
                    .untilAsserted(() -> assertThat(shelf.openUploads()).isEmpty());
            if (end instanceof BackupFailed) {
                // A backup whose process was lost is taken again by itself.
                ear.await(
                        "the next attempt",
                        BackupCompleted.class,
                        from,
                        Platform.PATIENCE,
                        c -> !c.backupId().equals(id));
            }
        }
        int from = ear.heard();
        platform.say(new BackupRequested(Platform.ORDERS, null, "test", "the one that counts"));
        ear.await("a proven backup", BackupVerified.class, from, Platform.PATIENCE, _ -> true);
    }

    private static boolean isEndOf(String id, BackupEvent event) {
        return switch (event) {
            case BackupFailed failed -> failed.backupId().equals(id);
            case BackupCompleted completed -> completed.backupId().equals(id);
            default -> false;
        };
    }

    private long postmaster() {
        return PostmasterPid.of(world.clusterAt(World.FRANKFURT).dataDir()).orElseThrow().pid();
    }

    private static Set<String> ids(Ear ear) {
        return ear.from(0).stream()
                .map(word -> word.envelope().source() + " " + word.envelope().id())
                .collect(Collectors.toSet());
    }
}
