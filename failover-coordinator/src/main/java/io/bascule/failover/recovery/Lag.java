package io.bascule.failover.recovery;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReplicationEvent.LagSample;
import org.jspecify.annotations.Nullable;

/**
 * The newest that is known of a replica. A measurement that failed does not undo an earlier one:
 * what the replica had on disk it still has, and the staleness computed from it only grows.
 *
 * @param eventId the event that carried it
 */
record Lag(
        String sourceSite,
        String replicaSite,
        LagQuality quality,
        LagSample sample,
        String eventId) {

    static @Nullable Lag newer(
            @Nullable Lag known, LagMeasured measured, EventEnvelope<?> envelope) {
        var heard = of(measured, envelope);
        if (heard == null) {
            return known;
        }
        boolean older =
                known != null
                        && known.sourceSite.equals(heard.sourceSite)
                        && known.replicaSite.equals(heard.replicaSite)
                        && known.sample.measuredAt().isAfter(heard.sample.measuredAt());
        return older ? known : heard;
    }

    private static @Nullable Lag of(LagMeasured measured, EventEnvelope<?> envelope) {
        boolean current = measured.sample() != null && measured.quality() != LagQuality.UNKNOWN;
        var sample = current ? measured.sample() : measured.lastKnown();
        if (sample == null) {
            return null;
        }
        return new Lag(
                measured.sourceSite(),
                measured.replicaSite(),
                current ? measured.quality() : LagQuality.UPPER_BOUND,
                sample,
                envelope.id());
    }
}
