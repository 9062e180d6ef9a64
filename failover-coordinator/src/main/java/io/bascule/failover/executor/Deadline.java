package io.bascule.failover.executor;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A point on this process's monotonic clock until which something is tried. */
public final class Deadline {

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /** That long from now. */
    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /**
     * When another place's clock says {@code until}. The two clocks may differ, so the time left is
     * the shorter one of what this clock says and what was left when the word was sent.
     */
    public static Deadline of(Instant sent, Instant until, Instant now) {
        var here = Duration.between(now, until);
        var there = Duration.between(sent, until);
        return in(here.compareTo(there) < 0 ? here : there);
    }

    /** The time left; zero when it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** Whether it has passed. */
    public boolean passed() {
        return System.nanoTime() - end >= 0;
    }

    /** This one, or that long from now, whichever is earlier. */
    public Deadline atMost(Duration duration) {
        var other = in(duration);
        return other.end - end < 0 ? other : this;
    }

    /**
     * A little earlier: so that who waits for something has the time to say for what, before he is
     * broken off.
     */
    public Deadline early() {
        long left = remaining().toNanos();
        return new Deadline(end - Math.min(left / 10, Duration.ofMillis(500).toNanos()));
    }

    /** Whole seconds left, at least 1: the unit of a driver's timeouts. */
    public int seconds() {
        return Math.clamp(remaining().toMillis() / 1000 + 1, 1, 86_400);
    }

    /**
     * Asks again and again, for what no event tells, until it is so.
     *
     * @return whether it came true before the deadline
     */
    public boolean await(Duration pause, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (passed()) {
                return false;
            }
            LockSupport.parkNanos(Math.min(pause.toNanos(), remaining().toNanos()));
            if (Thread.currentThread().isInterrupted()) {
                throw new StepFailedException("Interrupted at its deadline");
            }
        }
        return true;
    }
}
