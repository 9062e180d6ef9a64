package io.bascule.replication.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.replication.database.SiteReading;
import io.bascule.replication.moment.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LagRingTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final LagRing ring = new LagRing(64, SECOND, SECOND);

    @Test
    void aReplicaThatHasTheNewestFreshSampleIsNotBehind() {
        ring.add(at(100), second(0));
        ring.add(at(200), second(0.2));

        var found = ring.measure(replica(200, 0.3), second(0.3));

        assertThat(found.quality()).isEqualTo(LagQuality.EXACT);
        assertThat(sample(found).lagSeconds()).isZero();
        assertThat(sample(found).lagBytes()).isZero();
        assertThat(sample(found).coveredUntil()).isEqualTo(second(0.2).at());
    }

    @Test
    void anIdleSourceLeavesNoLagHoweverLongItIsIdle() {
        for (int i = 0; i < 1_000; i++) {
            ring.add(at(100), second(i * 0.2));
        }

        var found = ring.measure(replica(100, 199.9), second(199.9));

        assertThat(sample(found).lagSeconds()).isZero();
        assertThat(sample(found).coveredUntil()).isEqualTo(second(999 * 0.2).at());
    }

    @Test
    void aReplicaThatStandsStillGrowsOlderWithTheFirstSampleItLacks() {
        for (int i = 0; i <= 50; i++) {
            ring.add(at(100 + i), second(i * 0.2));
        }

        var found = ring.measure(replica(110, 10), second(10));

        assertThat(found.quality()).isEqualTo(LagQuality.EXACT);
        assertThat(sample(found).lagSeconds()).isCloseTo(10 - 2.2, within(0.001));
        assertThat(sample(found).lagBytes()).isEqualTo(40);
        assertThat(sample(found).coveredUntil()).isEqualTo(second(2).at());
    }

    @Test
    void aReplicaLevelWithASourceThatIsNoLongerReadIsNotCalledLevel() {
        ring.add(at(100), second(0));

        var found = ring.measure(replica(100, 5), second(5));

        assertThat(found.quality()).isEqualTo(LagQuality.UPPER_BOUND);
        assertThat(sample(found).lagSeconds()).isCloseTo(5, within(0.001));
        assertThat(found.detail()).contains("source was last read 5.0 s before");
    }

    @Test
    void samplesTakenAfterTheReplicaWasReadDoNotMakeItLate() {
        ring.add(at(100), second(0));
        ring.add(at(500), second(0.2));

        var found = ring.measure(replica(100, 0.1), second(0.25));

        assertThat(sample(found).lagSeconds()).isZero();
        assertThat(sample(found).coveredUntil()).isEqualTo(second(0).at());
    }

    @Test
    void aReplicaThatWasNotReadJustNowIsUnknown() {
        ring.add(at(100), second(4));

        assertThat(ring.measure(replica(100, 1), second(4)).quality())
                .isEqualTo(LagQuality.UNKNOWN);
        assertThat(ring.measure(null, second(4)).quality()).isEqualTo(LagQuality.UNKNOWN);
    }

    @Test
    void positionsOfTwoTimelinesAreNeverCompared() {
        ring.add(new Position("7", 2, new Lsn(100)), second(0));

        var found = ring.measure(replica(900, 0.1), second(0.1));

        assertThat(found.quality()).isEqualTo(LagQuality.UNKNOWN);
        assertThat(found.detail()).contains("timeline 1").contains("source on 2");
    }

    @Test
    void aNewTimelineOfTheSourceForgetsTheOldOne() {
        ring.add(at(900), second(0));
        ring.add(new Position("7", 2, new Lsn(100)), second(0.2));

        assertThat(ring.measure(replica(900, 0.3), second(0.3)).quality())
                .isEqualTo(LagQuality.UNKNOWN);
    }

    @Test
    void aGapInTheSamplesBesideTheReplicaOnlyBoundsTheLag() {
        ring.add(at(100), second(0));
        ring.add(at(200), second(8));
        ring.add(at(300), second(8.2));

        var found = ring.measure(replica(150, 8.3), second(8.3));

        assertThat(found.quality()).isEqualTo(LagQuality.UPPER_BOUND);
        assertThat(sample(found).lagSeconds()).isCloseTo(8.3, within(0.001));
    }

    @Test
    void aLongRunStaysBoundedAndIsNeverFlattering() {
        for (int i = 0; i <= 10_000; i++) {
            ring.add(at(100 + i), second(i * 0.2));
        }

        for (int behind = 1; behind < 10_000; behind += 97) {
            long lsn = 10_100L - behind;
            var found = ring.measure(replica(lsn, 2_000), second(2_000));
            double truth = 2_000 - (10_000 - behind + 1) * 0.2;
            if (found.sample() != null) {
                assertThat(found.sample().lagSeconds()).isGreaterThanOrEqualTo(truth - 0.201);
                assertThat(found.sample().coveredUntil())
                        .isBeforeOrEqualTo(second((10_000 - behind) * 0.2 + 0.001).at());
            }
        }
    }

    private static io.bascule.contracts.event.ReplicationEvent.LagSample sample(
            Measurement measurement) {
        assertThat(measurement.sample()).as(measurement.detail()).isNotNull();
        return java.util.Objects.requireNonNull(measurement.sample());
    }

    private static Position at(long lsn) {
        return new Position("7", 1, new Lsn(lsn));
    }

    private static SiteReading replica(long flushed, double seconds) {
        return new SiteReading(
                true, at(flushed), new Lsn(flushed), true, second(seconds), second(seconds));
    }

    private static Moment second(double seconds) {
        long nanos = Math.round(seconds * 1e9);
        return new Moment(nanos, START.plusNanos(nanos));
    }
}
