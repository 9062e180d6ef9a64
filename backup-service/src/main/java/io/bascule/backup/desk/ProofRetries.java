package io.bascule.backup.desk;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Verifications that the store interrupted are tried again, {@value #ATTEMPTS} times in all, each
 * time after four times as long. What is left then is looked at by the housekeeping of each hour.
 */
final class ProofRetries implements AutoCloseable {

    static final int ATTEMPTS = 3;
    private static final int LONGER = 4;

    private final Duration first;
    private final ScheduledExecutorService later =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("proof-retries").factory());

    ProofRetries(Duration first) {
        this.first = first;
    }

    /**
     * Puts off the next attempt.
     *
     * @param attempt the one that was interrupted, from 1
     * @return when it will be; empty if there is none any more
     */
    Optional<Duration> after(int attempt, Runnable next) {
        if (attempt >= ATTEMPTS || later.isShutdown()) {
            return Optional.empty();
        }
        var wait = first.multipliedBy((long) Math.pow(LONGER, attempt - 1.0));
        var _ = later.schedule(next, wait.toMillis(), TimeUnit.MILLISECONDS);
        return Optional.of(wait);
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
