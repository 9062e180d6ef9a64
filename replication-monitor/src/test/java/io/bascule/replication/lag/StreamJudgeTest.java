package io.bascule.replication.lag;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.ReplicationEvent.ReplicationBroken;
import io.bascule.contracts.event.ReplicationEvent.ReplicationRestored;
import io.bascule.replication.database.SiteReading;
import io.bascule.replication.moment.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StreamJudgeTest {

    private final StreamJudge judge =
            new StreamJudge("orders", "frankfurt", "paris", Duration.ofSeconds(1));

    @Test
    void aReceiverThatIsAwayForLongerThanTheSourcesPatienceIsBrokenAndThenRestored() {
        assertThat(judge.see(replica(10, true, 0), source(10))).isEmpty();
        assertThat(judge.see(replica(10, false, 1), source(20))).isEmpty();
        assertThat(judge.see(replica(10, false, 2), source(30)))
                .hasValueSatisfying(e ->
                        assertThat(e)
                                .isInstanceOfSatisfying(
                                        ReplicationBroken.class,
                                        b -> assertThat(b.since()).isEqualTo(second(1).at())));
        assertThat(judge.see(replica(10, true, 3), source(40))).isEmpty();
        assertThat(judge.see(replica(40, true, 4), source(40)))
                .hasValueSatisfying(e -> assertThat(e).isInstanceOf(ReplicationRestored.class));
    }

    @Test
    void aReceiverThatClaimsToStreamWhileNothingArrivesIsBroken() {
        assertThat(judge.see(replica(10, true, 0), source(10))).isEmpty();
        assertThat(judge.see(replica(10, true, 0.5), source(20))).isEmpty();
        assertThat(judge.see(replica(10, true, 1.5), source(30)))
                .hasValueSatisfying(e -> assertThat(e).isInstanceOf(ReplicationBroken.class));
    }

    @Test
    void anIdleSourceIsNoBrokenStream() {
        for (int i = 0; i < 100; i++) {
            assertThat(judge.see(replica(10, true, i), source(10))).isEmpty();
        }
    }

    @Test
    void aSourceThatIsNotReadProvesNothingAboutTheStream() {
        for (int i = 0; i < 100; i++) {
            assertThat(judge.see(replica(10, true, i), null)).isEmpty();
        }
    }

    private static Position source(long lsn) {
        return new Position("7", 1, new Lsn(lsn));
    }

    private static SiteReading replica(long lsn, boolean receiving, double seconds) {
        return new SiteReading(
                true, source(lsn), new Lsn(lsn), receiving, second(seconds), second(seconds));
    }

    private static Moment second(double seconds) {
        long nanos = Math.round(seconds * 1e9);
        return new Moment(nanos, Instant.EPOCH.plusNanos(nanos));
    }
}
