package io.bascule.reporting.measure;

import java.time.Instant;
import java.util.List;

/**
 * An unbroken run of failed writes through the front door.
 *
 * @param startedAt {@code endedAt} minus {@code seconds}: the last acknowledgement before it
 * @param endedAt the first write that was acknowledged and read back after it
 * @param seconds the longest it can have been, on the canary's monotonic clock
 * @param atLeastSeconds the shortest it can have been, on the same clock
 * @param failures failed writes in between
 * @param proof ids of the facts, the one that ended it first
 */
public record Outage(
        Instant startedAt,
        Instant endedAt,
        double seconds,
        double atLeastSeconds,
        long failures,
        List<String> proof) {

    public Outage {
        proof = List.copyOf(proof);
    }
}
