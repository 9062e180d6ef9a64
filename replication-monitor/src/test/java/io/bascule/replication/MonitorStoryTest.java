package io.bascule.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.EventPublisher;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.CommandEvent.Mode;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.HealthEvent.FrontDoorRestored;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.LedgerEvent.LedgerClosed;
import io.bascule.contracts.event.LedgerEvent.LedgerGapFound;
import io.bascule.contracts.event.LedgerEvent.LedgerOpened;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReplicationEvent.ReplicationBroken;
import io.bascule.contracts.event.ReplicationEvent.ReplicationRestored;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.replication.world.Facts;
import io.bascule.replication.world.Pair;
import io.bascule.replication.world.Plans;
import io.bascule.replication.world.Relay;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** The whole monitor on a real broker and a real pair of servers. */
class MonitorStoryTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final EmbeddedKafkaBroker broker =
            new EmbeddedKafkaKraftBroker(1, Topic.PARTITIONS, Facts.topics());

    private final Pair pair = Pair.start();
    private final Relay door = new Relay(pair.primary.port());
    @TempDir private Path state = Path.of("/nowhere");
    private final String application = "orders-" + UUID.randomUUID().toString().substring(0, 8);
    private final Facts facts = new Facts(broker.getBrokersAsString(), application);
    private ConfigurableApplicationContext monitor = new StaticApplicationContext();

    @BeforeAll
    static void broker() {
        broker.afterPropertiesSet();
    }

    @AfterAll
    static void brokerEnds() {
        broker.destroy();
    }

    @BeforeEach
    void begin() throws Exception {
        pair.orders();
        pair.prepare(pair.primary, "frankfurt", 0);
        monitor = start();
        var plan = Plans.plan(application, pair.primary.port(), pair.standby.port(), door.port());
        var _ = say().publish(Plans.applied("h1", plan));
        var _ = say().publish(new PlanAccepted(application, "h1", 0, "frankfurt"));
    }

    @AfterEach
    void end() {
        monitor.close();
        facts.close();
        door.close();
        pair.close();
    }

    @Test
    void aDisasterIsSeenMeasuredAndRecordedFromStartToEnd() throws Exception {
        // given: a healthy pair that is watched
        var opened = facts.next(LedgerOpened.class, SOON);
        assertThat(opened.timeline()).isEqualTo(1);
        var _ = facts.next(SiteHealthy.class, SOON, h -> h.site().equals("frankfurt"));
        var _ = facts.next(SiteHealthy.class, SOON, h -> h.site().equals("paris"));
        var level = facts.next(LagMeasured.class, SOON, l -> l.quality() == LagQuality.EXACT);
        assertThat(level.sourceSite()).isEqualTo("frankfurt");
        assertThat(level.detail()).isEmpty();

        // when: five orders are committed, two rows each, and one of Bascule's own
        var ends = new ArrayList<Lsn>();
        for (int i = 1; i <= 5; i++) {
            order(i);
            ends.add(Lsn.parse(Pair.ask(pair.primary, "SELECT pg_current_wal_flush_lsn()")));
        }
        // then: five commits are recorded, each at its end
        var commits = facts.commits(5, SOON);
        for (int i = 0; i < 5; i++) {
            assertThat(commits.get(i).rows())
                    .isEqualTo(Map.of("public.orders", 1L, "public.items", 1L));
            assertThat(commits.get(i).end()).isLessThanOrEqualTo(ends.get(i));
            if (i > 0) {
                assertThat(commits.get(i).end()).isGreaterThan(ends.get(i - 1));
            }
        }

        // when: the stream is swallowed while orders go on
        pair.stream.stall();
        var cutAt = Instant.now();
        order(6);
        order(7);
        var _ = facts.next(ReplicationBroken.class, SOON);
        var behind =
                facts.next(
                        LagMeasured.class,
                        SOON,
                        l -> l.sample() != null && l.sample().lagSeconds() >= 2);
        var sample = Objects.requireNonNull(behind.sample());
        assertThat(sample.lagBytes()).isPositive();
        assertThat(sample.coveredUntil()).isBetween(cutAt.minusSeconds(1), cutAt.plusMillis(400));
        assertThat(facts.commits(2, SOON)).hasSize(2);

        // when: the primary dies with all its processes
        door.hangUp(true);
        pair.primary.kill();
        var unhealthy = facts.next(SiteUnhealthy.class, SOON, h -> h.site().equals("frankfurt"));
        assertThat(unhealthy.detail()).contains("refused");
        var interrupted = facts.next(FrontDoorInterrupted.class, SOON);
        var blind = facts.next(LagMeasured.class, SOON, l -> l.quality() != LagQuality.EXACT);
        var lastKnown = Objects.requireNonNull(blind.lastKnown());
        assertThat(lastKnown.coveredUntil())
                .isBetween(cutAt.minusSeconds(1), cutAt.plusMillis(400));

        // and: the standby is promoted and takes over
        Pair.sql(pair.standby, "SELECT pg_promote(true)");
        pair.prepare(pair.standby, "paris", 1);
        door.leadTo(pair.standby.port());
        door.answer();
        var _ = say().publish(completed(StepKind.PROMOTE, "paris", 1));

        // then: the outage is measured, and the ledger goes on on the new timeline
        var restored = facts.next(FrontDoorRestored.class, SOON);
        assertThat(restored.site()).isEqualTo("paris");
        assertThat(restored.epoch()).isEqualTo(1);
        assertThat(restored.timeline()).isEqualTo(2);
        assertThat(restored.lastAcknowledgedAt()).isEqualTo(interrupted.lastAcknowledgedAt());
        assertThat(restored.outageSeconds()).isGreaterThan(restored.outageAtLeastSeconds());
        var second = facts.next(LedgerOpened.class, SOON);
        assertThat(second.site()).isEqualTo("paris");
        assertThat(second.timeline()).isEqualTo(2);
        Pair.sql(pair.standby, "INSERT INTO orders VALUES (8, 'eight')");
        assertThat(facts.commits(1, SOON).getFirst().rows()).isEqualTo(Map.of("public.orders", 1L));
        assertThat(facts.seen(LedgerGapFound.class)).isEmpty();
    }

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
    void pausedReplayIsNoLossAndAStreamThatFlowsAgainIsSaidSo() throws Exception {
        // given
        var _ = facts.next(LagMeasured.class, SOON, l -> l.quality() == LagQuality.EXACT);

        // when: replay is paused, what the standby has on disk still grows
        Pair.sql(pair.standby, "SELECT pg_wal_replay_pause()");
        order(1);
        var paused =
                facts.next(
                        LagMeasured.class,
                        SOON,
                        l ->
                                l.sample() != null
                                        && l.sample().lagSeconds() < 0.5
                                        && l.sample()
                                                .replicaFlushed()
                                                .lsn()
                                                .isAfter(l.sample().replicaReplayed()));
        assertThat(paused.quality()).isEqualTo(LagQuality.EXACT);
        Pair.sql(pair.standby, "SELECT pg_wal_replay_resume()");

        // when: the stream is swallowed and flows again
        pair.stream.stall();
        var _ = facts.next(ReplicationBroken.class, SOON);
        pair.stream.flow();
        var _ = facts.next(ReplicationRestored.class, SOON);
        var _ =
                facts.next(
                        LagMeasured.class,
                        SOON,
                        l -> l.sample() != null && l.sample().lagSeconds() < 0.5);

        // then: the tail's slot follows the standby, and never overtakes it
        var before = Lsn.parse(tail());
        Pair.sql(
                pair.primary,
                "INSERT INTO orders SELECT i, md5(i::text) FROM generate_series(10000, 19999) i");
        await().atMost(SOON).until(() -> Lsn.parse(tail()).isAfter(before));
        pair.stream.stall();
        var _ = facts.next(ReplicationBroken.class, SOON);
        var standby = Lsn.parse(Pair.ask(pair.standby, "SELECT pg_last_wal_receive_lsn()"));
        Pair.sql(
                pair.primary,
                "INSERT INTO orders SELECT i, md5(i::text) FROM generate_series(20000, 29999) i");
        for (int i = 0; i < 3; i++) {
            var _ = facts.next(LagMeasured.class, SOON);
            assertThat(Lsn.parse(tail())).isLessThan(standby);
        }
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

    private String tail() throws Exception {
        return Pair.ask(
                pair.primary,
                "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = 'bascule_tail'");
    }

    private void order(int id) throws Exception {
        Pair.sql(
                pair.primary,
                "BEGIN; INSERT INTO orders VALUES ("
                        + id
                        + ", 'secret'); INSERT INTO items VALUES ("
                        + id
                        + ", 'secret'); COMMIT");
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

    private StepCompleted completed(StepKind step, String site, long epoch) {
        return new StepCompleted(
                application,
                application + "-" + epoch,
                epoch,
                1,
                1,
                step,
                site,
                Instant.now(),
                Instant.now(),
                Map.of());
    }

    private EventPublisher say() {
        return monitor.getBean(EventPublisher.class);
    }

    private ConfigurableApplicationContext start() {
        return SpringApplication.run(
                ReplicationMonitorApplication.class,
                "--server.port=0",
                "--bascule.place=witness",
                "--bascule.monitor.state-dir=" + state,
                "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString());
    }
}
