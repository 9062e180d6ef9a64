package io.bascule.contracts.event;

import io.bascule.contracts.About;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far the standby is behind. Always published, also when it could not be measured. */
public sealed interface ReplicationEvent extends Event {

    /** How much a figure can be trusted. Unknown never counts as zero. */
    enum LagQuality {
        /** Both ends were read and the figure is right to within one sampling period. */
        EXACT,
        /** The true lag is at most this. */
        UPPER_BOUND,
        /** It could not be measured; only the last known sample is given. */
        UNKNOWN
    }

    /**
     * One measurement, by the monitor's clock alone.
     *
     * <p>The monitor keeps a ring of (source position, time). The replica's flushed position is
     * looked up in it: {@code coveredUntil} is the time of the newest source sample that the
     * replica has flushed whole. What was committed after {@code coveredUntil} may be lost by a
     * promotion.
     */
    record LagSample(
            @About(
                            value =
                                    "Age of the oldest change the replica has not flushed; 0 if it has all",
                            unit = "s")
                    double lagSeconds,
            @About(
                            value =
                                    "Write-ahead log between source and the replica's flushed position",
                            unit = "bytes")
                    long lagBytes,
            @About("Newest position read at the source") Position source,
            @About("Position the replica has on disk: what a promotion would keep")
                    Position replicaFlushed,
            @About("Position the replica has replayed: what its readers see") Lsn replicaReplayed,
            @About("When the source position was read") Instant sourceSampledAt,
            @About("Time of the newest source sample that the replica has flushed whole")
                    Instant coveredUntil,
            @About("When the replica's position was read") Instant measuredAt) {

        /** The most that a promotion would lose, counted from the moment the source was lost. */
        public Duration stalenessAt(Instant outageStart) {
            var staleness = Duration.between(coveredUntil, outageStart);
            return staleness.isNegative() ? Duration.ZERO : staleness;
        }
    }

    @About("Replication lag was measured, or could not be and that is said")
    record LagMeasured(
            @About("Application") String application,
            @About("Site of the source") String sourceSite,
            @About("Site of the replica") String replicaSite,
            @About("EXACT, UPPER_BOUND or UNKNOWN") LagQuality quality,
            @About("The measurement; absent when the quality is UNKNOWN")
                    @Nullable LagSample sample,
            @About("The newest measurement of known quality, whenever that was")
                    @Nullable LagSample lastKnown,
            @About("How it was measured") String method,
            @About("What stood in the way, when the quality is not EXACT") String detail)
            implements ReplicationEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("The replica no longer receives from its source")
    record ReplicationBroken(
            @About("Application") String application,
            @About("Site of the source") String sourceSite,
            @About("Site of the replica") String replicaSite,
            @About("Since when") Instant since,
            @About("What was seen") String detail)
            implements ReplicationEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("The replica receives from its source again")
    record ReplicationRestored(
            @About("Application") String application,
            @About("Site of the source") String sourceSite,
            @About("Site of the replica") String replicaSite,
            @About("Since when") Instant since)
            implements ReplicationEvent {

        @Override
        public String subject() {
            return application;
        }
    }
}
