package io.bascule.failover.executor;

import io.bascule.failover.executor.postgres.Upkeep;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Has the upkeep done at each change and from time to time, on the applications' own threads; it
 * gives way to steps.
 */
final class Upkeeper implements AutoCloseable {

    private final Applications applications;
    private final ApplicationWorkers workers;
    private final StepJournal journal;
    private final Upkeep upkeep;
    private final Duration every;
    private @Nullable Thread thread;

    Upkeeper(
            Applications applications,
            ApplicationWorkers workers,
            StepJournal journal,
            Upkeep upkeep,
            Duration every) {
        this.applications = applications;
        this.workers = workers;
        this.journal = journal;
        this.upkeep = upkeep;
        this.every = every;
    }

    void start() {
        applications.onChange(application -> ask(application.name()));
        thread =
                Thread.ofVirtual()
                        .name("upkeep")
                        .start(() -> {
                            while (!Thread.currentThread().isInterrupted()) {
                                LockSupport.parkNanos(every.toNanos());
                                applications.all().forEach(each -> ask(each.name()));
                            }
                        });
    }

    private void ask(String name) {
        // The situation is looked up when the work begins: it may have changed while it waited.
        workers.takeYielding(name, "upkeep", () -> keepUp(name));
    }

    private void keepUp(String name) {
        applications
                .named(name)
                .filter(application -> application.plan().runsAt(applications.place()))
                .ifPresent(application -> upkeep.keepUp(application, journal.epoch(name)));
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
