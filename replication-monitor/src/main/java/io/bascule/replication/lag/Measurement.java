package io.bascule.replication.lag;

import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReplicationEvent.LagSample;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to measure.
 *
 * @param sample null exactly when the quality is UNKNOWN
 * @param detail what stands in the way; empty when the quality is EXACT
 */
public record Measurement(LagQuality quality, @Nullable LagSample sample, String detail) {

    static Measurement unknown(String detail) {
        return new Measurement(LagQuality.UNKNOWN, null, detail);
    }
}
