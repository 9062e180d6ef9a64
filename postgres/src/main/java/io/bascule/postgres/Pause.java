package io.bascule.postgres;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what no event tells: another process's files. Always with an end. */
final class Pause {

    private Pause() {}

    static void millis(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new PostgresException("Interrupted while waiting for PostgreSQL");
        }
    }

    /** Whether it came true before the deadline. */
    static boolean until(BooleanSupplier condition, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            millis(2);
        }
        return true;
    }
}
