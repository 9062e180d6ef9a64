package io.bascule.reporting.measure;

import java.time.Instant;
import java.util.List;

/**
 * Failed writes through the front door, from the first to the recovery. They are unbroken unless
 * the site that was left came back before it was fenced.
 *
 * @param startedAt {@code endedAt} minus {@code seconds}: the last acknowledgement before it
 * @param endedAt the first write that was acknowledged and read back after it
 * @param seconds the longest it can have been; on the canary's monotonic clock if there is one
 *     interruption, else by the monitor's clock and with the time in between
 * @param atLeastSeconds how long writes were refused at least, on the monotonic clock
 * @param failures failed writes in between
 * @param interruptions unbroken runs of failures; at least 1
 * @param proof ids of the facts, the one that ended it first
 */
public record Outage(
        Instant startedAt,
        Instant endedAt,
        double seconds,
        double atLeastSeconds,
        long failures,
        int interruptions,
        List<String> proof) {

    public Outage {
        proof = List.copyOf(proof);
    }
}
