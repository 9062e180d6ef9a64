package io.bascule.sandbox.world;

import java.time.Duration;

/**
 * How long is waited before a process that died is started again: not at all the first time, then
 * 0.5 s, and twice as long each time, up to a limit. Once a process has been ready for 30 s, what
 * was before it is forgotten. It never gives up: the world is used by somebody who may mend the
 * cause.
 */
final class Backoff {

    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration MOST = Duration.ofSeconds(8);
    static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(30);

    private final Duration most;
    private Duration next = Duration.ZERO;

    /**
     * @param most the longest wait
     */
    Backoff(Duration most) {
        this.most = most;
    }

    /**
     * The wait before the next start.
     *
     * @param ready how long the process that died had been ready; zero if it never was
     */
    Duration next(Duration ready) {
        var wait = ready.compareTo(FORGOTTEN_AFTER) >= 0 ? Duration.ZERO : next;
        var doubled = wait.isZero() ? FIRST : wait.multipliedBy(2);
        next = doubled.compareTo(most) > 0 ? most : doubled;
        return wait;
    }
}
