package io.bascule.failover.executor;

import io.bascule.failover.executor.postgres.DatabaseWatch;
import io.bascule.failover.executor.postgres.SiteDatabase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/**
 * The server comes up with this process, beside and not before the rest of it, and goes down with
 * it if it is configured so.
 */
final class SiteDatabaseLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(SiteDatabaseLifecycle.class);

    /** Recovery after a crash included. */
    private static final Duration STARTING = Duration.ofMinutes(5);

    private final SiteDatabase database;
    private final DatabaseWatch watch;
    private final Upkeeper upkeeper;
    private final boolean stopWithExecutor;
    private volatile boolean running;

    SiteDatabaseLifecycle(
            SiteDatabase database,
            DatabaseWatch watch,
            Upkeeper upkeeper,
            boolean stopWithExecutor) {
        this.database = database;
        this.watch = watch;
        this.upkeeper = upkeeper;
        this.stopWithExecutor = stopWithExecutor;
    }

    @Override
    public void start() {
        running = true;
        database.adopt();
        watch.start();
        upkeeper.start();
        var _ = Thread.ofVirtual().name("database-start").start(this::takeUp);
    }

    private void takeUp() {
        try {
            database.takeUp(Deadline.in(STARTING));
        } catch (RuntimeException e) {
            LOG.atError()
                    .log("The database server did not come up: {}", e.getMessage(), e.getCause());
        }
    }

    @Override
    public void stop() {
        running = false;
        upkeeper.close();
        watch.close();
        if (stopWithExecutor) {
            database.close();
        }
    }

    /** Before the listeners: no command may find a server that runs and is not known. */
    @Override
    public int getPhase() {
        return AbstractMessageListenerContainer.DEFAULT_PHASE - 1;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
