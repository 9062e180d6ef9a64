package io.bascule.sandbox.fault;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the network does to everything that passes it now. */
final class Weather {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean cut;
    private boolean stalled;
    private long delayNanos;

    void cut() {
        change(() -> cut = true);
    }

    void stall() {
        change(() -> stalled = true);
    }

    void delay(Duration delay) {
        change(() -> delayNanos = delay.toNanos());
    }

    void clear() {
        change(() -> {
            cut = false;
            stalled = false;
            delayNanos = 0;
        });
    }

    boolean isCut() {
        lock.lock();
        try {
            return cut;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns when something that arrived then may go on.
     *
     * @param arrivedNanos by {@link System#nanoTime}
     */
    void awaitPassage(long arrivedNanos) throws InterruptedException {
        lock.lock();
        try {
            while (!cut) {
                if (stalled) {
                    changed.await();
                    continue;
                }
                long left = arrivedNanos + delayNanos - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                long _ = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable how) {
        lock.lock();
        try {
            how.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
