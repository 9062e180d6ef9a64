package io.bascule.failover.brain;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream thread that dies is replaced after a pause, a bounded number of times within a window;
 * then the brain gives up, and its readiness says so. The state is in the changelog, so that a
 * successor goes on where the last commit was.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final int restarts;
    private final Duration window;
    private final Deque<Long> replacedAt = new ArrayDeque<>();

    ThreadReplacement(int restarts, Duration window) {
        this.restarts = restarts;
        this.window = window;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable exception) {
        long now = System.nanoTime();
        while (!replacedAt.isEmpty() && now - replacedAt.getFirst() > window.toNanos()) {
            replacedAt.removeFirst();
        }
        if (replacedAt.size() >= restarts) {
            LOG.atError()
                    .addKeyValue("restarts", restarts)
                    .addKeyValue("window", window)
                    .setCause(exception)
                    .log("Stream thread died too often: the brain gives up; restart the service");
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        replacedAt.addLast(now);
        LOG.atWarn()
                .addKeyValue("replacement", replacedAt.size())
                .addKeyValue("of", restarts)
                .setCause(exception)
                .log("Stream thread died and is replaced");
        LockSupport.parkNanos(PAUSE.toNanos());
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
