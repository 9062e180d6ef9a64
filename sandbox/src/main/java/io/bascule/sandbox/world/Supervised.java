package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process that is started again when it dies, after {@link Backoff}, until supervision ends. Its
 * first start is not repeated: if that fails, the world does.
 */
final class Supervised {

    /** Waits until a process answers. */
    @FunctionalInterface
    interface Readiness {

        /**
         * Returns when it does.
         *
         * @return seconds from its spawn
         * @throws SandboxException if it ends, or does not answer in time
         */
        double await(Child child);
    }

    private final String name;
    private final String place;
    private final Supplier<Child> start;
    private final Readiness readiness;
    private final Progress progress;
    private final Runnable changed;
    private final Backoff backoff;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private Child child;
    private @Nullable Instant readySince;
    private double readySeconds;
    private int restarts;
    private int awaited;
    private boolean closed;

    Supervised(
            String name,
            String place,
            Supplier<Child> start,
            Readiness readiness,
            Progress progress,
            Runnable changed,
            Backoff backoff) {
        this.name = name;
        this.place = place;
        this.start = start;
        this.readiness = readiness;
        this.progress = progress;
        this.changed = changed;
        this.backoff = backoff;
        this.child = start.get();
    }

    /** Waits until the first process answers; from then on it is started again when it dies. */
    double awaitFirst() {
        var first = child();
        double seconds = readiness.await(first);
        ready(seconds);
        var _ = Thread.ofVirtual().name("supervises-" + name).start(this::supervise);
        return seconds;
    }

    String name() {
        return name;
    }

    String place() {
        return place;
    }

    Child child() {
        lock.lock();
        try {
            return child;
        } finally {
            lock.unlock();
        }
    }

    double readySeconds() {
        lock.lock();
        try {
            return readySeconds;
        } finally {
            lock.unlock();
        }
    }

    World.ProcessState state() {
        lock.lock();
        try {
            return new World.ProcessState(
                    name,
                    place,
                    child.handle().pid(),
                    child.isAlive() ? readySince : null,
                    restarts);
        } finally {
            lock.unlock();
        }
    }

    /** Kills it by SIGKILL and returns when it has ended. */
    void kill() {
        Child victim;
        lock.lock();
        try {
            victim = child;
            awaited = restarts + 1;
        } finally {
            lock.unlock();
        }
        victim.kill();
    }

    /**
     * Waits until what was killed last is ready again.
     *
     * @return whether it was, before the deadline
     */
    boolean awaitRestarted(Duration deadline) throws InterruptedException {
        lock.lock();
        try {
            return awaitRestarts(awaited, deadline);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it was started again so often in all, and is ready.
     *
     * @return whether it was, before the deadline
     */
    boolean awaitRestarts(int times, Duration deadline) throws InterruptedException {
        lock.lock();
        try {
            long left = deadline.toNanos();
            while (!closed && left > 0 && !isBack(times)) {
                left = moved.awaitNanos(left);
            }
            return isBack(times);
        } finally {
            lock.unlock();
        }
    }

    /** From now on it is not started again. */
    void close() {
        lock.lock();
        try {
            closed = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isBack(int times) {
        return restarts >= times && readySince != null;
    }

    private void supervise() {
        try {
            while (true) {
                var ended = child();
                int code = ended.awaitExit();
                var wait = died();
                if (!pause(wait)) {
                    return;
                }
                progress.says(
                        "%s ended with exit code %d and is started again%s"
                                .formatted(
                                        name,
                                        code,
                                        wait.isZero()
                                                ? ""
                                                : " after %.1f s"
                                                        .formatted(wait.toMillis() / 1e3)));
                startAgain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration died() {
        lock.lock();
        try {
            var since = readySince;
            readySince = null;
            moved.signalAll();
            return backoff.next(
                    since == null ? Duration.ZERO : Duration.between(since, Instant.now()));
        } finally {
            lock.unlock();
        }
    }

    /** Waits, and says whether supervision goes on. */
    private boolean pause(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (!closed && left > 0) {
                left = moved.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void startAgain() {
        try {
            var next = start.get();
            lock.lock();
            try {
                child = next;
                restarts++;
                moved.signalAll();
            } finally {
                lock.unlock();
            }
            changed.run();
            double seconds = readiness.await(next);
            ready(seconds);
            progress.says("%s is ready again after %.1f s".formatted(name, seconds));
        } catch (SandboxException e) {
            // One that runs and does not answer is ended, so that the next one can be started.
            child().kill();
            if (!isClosed()) {
                progress.says("%s does not come back: %s".formatted(name, e.getMessage()));
            }
        }
    }

    private void ready(double seconds) {
        lock.lock();
        try {
            readySeconds = seconds;
            readySince = Instant.now();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        changed.run();
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** That it did not come back in time, and why. */
    SandboxException missed(Duration deadline) {
        return new SandboxException(
                Cause.AWAITED,
                "Expected %s to be ready again within %d s, but it is not; the end of %s:%s"
                        .formatted(name, deadline.toSeconds(), child().log(), child().lastLines()));
    }
}
