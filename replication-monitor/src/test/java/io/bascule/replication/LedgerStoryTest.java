package io.bascule.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.CommandEvent.Mode;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.LedgerEvent.LedgerClosed;
import io.bascule.contracts.event.LedgerEvent.LedgerGapFound;
import io.bascule.contracts.event.LedgerEvent.LedgerOpened;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.replication.world.Pair;
import io.bascule.replication.world.Plans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The commit ledger through restarts, a closing and a burst. */
class LedgerStoryTest extends MonitorStory {

    @Test
    void aRestartLosesNoCommitAndAClosedLedgerStaysClosedUntilTheRunIsOver() throws Exception {
        // given
        var _ = facts.next(LedgerOpened.class, SOON);
        order(1);
        var first = facts.commits(1, SOON).getFirst();

        // when: commits are made while no monitor runs
        monitor.close();
        order(2);
        order(3);
        monitor = start();

        // then: they are recorded, and nothing is said to be missing
        var _ = facts.next(LedgerOpened.class, SOON);
        await().atMost(SOON).untilAsserted(() -> assertThat(facts.distinctCommits()).hasSize(3));
        assertThat(facts.distinctCommits().first()).isEqualTo(first.end());
        assertThat(facts.seen(LedgerGapFound.class)).isEmpty();

        // when: a planned stop asks for the ledger to be closed
        order(4);
        var _ = say().publish(closeLedger());
        var done = facts.next(StepSucceeded.class, SOON);
        assertThat(done.evidence()).containsEntry("ledgerDrained", "yes");
        var closed = facts.next(LedgerClosed.class, SOON);
        assertThat(done.evidence())
                .containsEntry(
                        StepEvidence.LEDGER_RECORDED_UP_TO, closed.recordedUpTo().toString());
        assertThat(facts.distinctCommits()).hasSize(4);
        await().atMost(SOON).until(() -> ledgerActive().equals("f"));

        // and: asked again, also by another monitor, it says the same and stays closed
        var _ = say().publish(closeLedger());
        assertThat(facts.next(StepSucceeded.class, SOON)).isEqualTo(done);
        monitor.close();
        monitor = start();
        var _ = say().publish(closeLedger());
        assertThat(facts.next(StepSucceeded.class, SOON).evidence()).isEqualTo(done.evidence());
        order(5);
        assertThat(facts.seen(LedgerOpened.class)).as("opened so far").hasSize(2);

        // when: the run is rolled back, it is opened again without a gap
        var _ =
                say().publish(
                                new RunCompleted(
                                        application,
                                        application + "-1",
                                        1,
                                        RunKind.SWITCHOVER,
                                        true,
                                        "frankfurt",
                                        "paris"));
        var _ = facts.next(LedgerOpened.class, SOON);
        await().atMost(SOON).untilAsserted(() -> assertThat(facts.distinctCommits()).hasSize(5));
        assertThat(facts.seen(LedgerGapFound.class)).isEmpty();

        // when: the slot is lost and made anew while nobody watches, the gap is named
        var recorded = facts.distinctCommits().last();
        monitor.close();
        Pair.sql(pair.primary, "SELECT pg_drop_replication_slot('bascule_ledger')");
        order(6);
        Pair.sql(
                pair.primary,
                "SELECT pg_create_logical_replication_slot('bascule_ledger', 'pgoutput')");
        monitor = start();
        var gap = facts.next(LedgerGapFound.class, SOON);
        assertThat(gap.from()).isGreaterThanOrEqualTo(recorded);
        assertThat(gap.from())
                .isLessThan(Lsn.parse(Pair.ask(pair.primary, "SELECT pg_current_wal_lsn()")));
        assertThat(gap.timeline()).isEqualTo(1);
    }

    @Test
    void aBurstIsRecordedToTheCommitThoughItsReaderIsKilledAndTheMonitorRestarted()
            throws Exception {
        // given
        var _ = facts.next(LedgerOpened.class, SOON);
        await().atMost(SOON).until(() -> ledgerActive().equals("t"));
        var writers = new ArrayList<FutureTask<Void>>();
        var halfway = new CountDownLatch(4 * 250);

        // when: four clients write, the reader's connection is killed, the monitor is restarted
        for (int w = 0; w < 4; w++) {
            int first = 10_000 * (w + 1);
            var writer =
                    new FutureTask<Void>(() -> {
                        try (var connection = Pair.connect(pair.primary);
                                var insert =
                                        connection.prepareStatement(
                                                "INSERT INTO orders VALUES (?, 'secret')")) {
                            for (int i = 0; i < 500; i++) {
                                insert.setInt(1, first + i);
                                insert.executeUpdate();
                                halfway.countDown();
                            }
                        }
                        return null;
                    });
            writers.add(writer);
            Thread.ofVirtual().start(writer);
        }
        assertThat(halfway.await(60, TimeUnit.SECONDS)).isTrue();
        Pair.sql(
                pair.primary,
                "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = 'bascule_ledger'");
        var _ = facts.next(LedgerOpened.class, SOON);
        monitor.close();
        monitor = start();
        for (var writer : writers) {
            var _ = writer.get(60, TimeUnit.SECONDS);
        }

        // then: every commit is recorded, no other, and one that comes again says the same
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(facts.distinctCommits()).hasSize(2_000));
        assertThat(
                        facts.seen(CommitsRecorded.class).stream()
                                .flatMap(recorded -> recorded.commits().stream())
                                .distinct())
                .hasSize(2_000);
        assertThat(facts.seen(LedgerGapFound.class)).isEmpty();
    }

    private String ledgerActive() throws Exception {
        return Pair.ask(
                pair.primary,
                "SELECT active FROM pg_replication_slots WHERE slot_name = 'bascule_ledger'");
    }

    private StepCommanded closeLedger() {
        return new StepCommanded(
                application,
                application + "-1",
                1,
                3,
                1,
                StepKind.CLOSE_LEDGER,
                "witness",
                "frankfurt",
                "paris",
                Mode.LIVE,
                Instant.now().plusSeconds(30),
                Plans.plan(application, pair.primary.port(), pair.standby.port(), door.port()),
                Map.of());
    }
}
