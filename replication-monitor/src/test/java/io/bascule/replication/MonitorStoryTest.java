package io.bascule.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.HealthEvent.FrontDoorRestored;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.LedgerEvent.LedgerGapFound;
import io.bascule.contracts.event.LedgerEvent.LedgerOpened;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReplicationEvent.ReplicationBroken;
import io.bascule.contracts.event.ReplicationEvent.ReplicationRestored;
import io.bascule.contracts.event.StepKind;
import io.bascule.replication.world.Pair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A disaster, and a stream that stalls, as the monitor sees them. */
class MonitorStoryTest extends MonitorStory {

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

    private String tail() throws Exception {
        return Pair.ask(
                pair.primary,
                "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = 'bascule_tail'");
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
}
