package io.bascule.reporting.projection;

import io.bascule.reporting.ReportingProperties;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Measures an application again when its facts have changed and then been quiet for a moment, on
 * one thread, and not before what was written earlier is read. The moment lets topics that are read
 * one after the other come together; what is measured too early is only measured again. Between
 * measurements it looks at readiness.
 */
@Component
class Measurer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Measurer.class);

    /** Facts that never stop coming delay a measurement by this many quiet times at most. */
    private static final int QUIET_TIMES = 10;

    private final ReportingProperties properties;
    private final FactStore facts;
    private final Measurements measurements;
    private final Outbox outbox;
    private final Replay replay;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Set<String> changed = new LinkedHashSet<>();
    private long lastChange;
    private @Nullable Thread thread;
    private volatile boolean running;

    Measurer(
            ReportingProperties properties,
            FactStore facts,
            Measurements measurements,
            Outbox outbox,
            Replay replay) {
        this.properties = properties;
        this.facts = facts;
        this.measurements = measurements;
        this.outbox = outbox;
        this.replay = replay;
    }

    /** Facts of that application have changed. */
    void changed(String application) {
        lock.lock();
        try {
            changed.add(application);
            lastChange = System.nanoTime();
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        facts.applications().forEach(this::changed);
        running = true;
        thread = Thread.ofVirtual().name("measurer").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Thread worker = thread;
        if (worker != null) {
            worker.interrupt();
            try {
                worker.join(java.time.Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the listeners, and stopped after them. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void run() {
        long readinessAt = System.nanoTime() + 2 * properties.readinessEvery().toNanos();
        boolean allSent = false;
        while (running) {
            try {
                long patience =
                        allSent
                                ? Math.max(1, readinessAt - System.nanoTime())
                                : Math.min(
                                        TimeUnit.SECONDS.toNanos(1),
                                        Math.max(1, readinessAt - System.nanoTime()));
                for (String application : next(patience)) {
                    measurements.measure(application);
                }
                if (System.nanoTime() >= readinessAt) {
                    measurements.compareReadiness();
                    readinessAt = System.nanoTime() + properties.readinessEvery().toNanos();
                }
                allSent = outbox.send();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // One application's trouble must not stop the others; the next fact tries again.
                LOG.atError().setCause(e).log("Expected to measure, but {}", e.toString());
            }
        }
    }

    /** The changed applications, once they were quiet; none if none changed for that long. */
    private List<String> next(long patienceNanos) throws InterruptedException {
        lock.lock();
        try {
            long quiet = properties.quiet().toNanos();
            long end = System.nanoTime() + patienceNanos;
            while (changed.isEmpty() || !replay.isOver()) {
                long patience = end - System.nanoTime();
                if (patience <= 0) {
                    return List.of();
                }
                // The end of a replay wakes nobody.
                var _ = woken.awaitNanos(replay.isOver() ? patience : Math.min(patience, quiet));
            }
            long deadline = System.nanoTime() + QUIET_TIMES * quiet;
            long calm = lastChange + quiet - System.nanoTime();
            while (calm > 0 && System.nanoTime() < deadline) {
                var _ = woken.awaitNanos(calm);
                calm = lastChange + quiet - System.nanoTime();
            }
            var taken = List.copyOf(changed);
            changed.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
