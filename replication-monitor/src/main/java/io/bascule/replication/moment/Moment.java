package io.bascule.replication.moment;

import java.time.Duration;
import java.time.Instant;

/**
 * One reading of the monitor's clock: its monotonic count, by which all spans are computed, and the
 * wall time beside it, which is only told to others.
 *
 * @param nanos monotonic nanoseconds of this process; meaningless in another one
 * @param at wall time of the same reading
 */
public record Moment(long nanos, Instant at) {

    /** The time from an earlier moment to this one; negative if it is the later one. */
    public Duration since(Moment earlier) {
        return Duration.ofNanos(nanos - earlier.nanos);
    }

    /** The same in seconds. */
    public double secondsSince(Moment earlier) {
        return (nanos - earlier.nanos) / 1e9;
    }

    /** Strictly later, by the monotonic count. */
    public boolean isAfter(Moment other) {
        return nanos - other.nanos > 0;
    }
}
