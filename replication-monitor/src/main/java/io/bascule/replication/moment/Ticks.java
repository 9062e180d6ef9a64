package io.bascule.replication.moment;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Calls a task at a steady rate on a virtual thread until closed. A task that takes longer than a
 * period is not made up for: the next tick is the next one due. The task is told by how much the
 * tick itself was late, which is the monitor's own fault and nobody else's.
 */
public final class Ticks implements AutoCloseable {

    /** Something to do at every tick. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does what is due.
         *
         * @param late how long after it was due the tick came
         */
        void tick(Duration late) throws InterruptedException;
    }

    private final CountDownLatch closed = new CountDownLatch(1);
    private final long period;
    private final Task task;
    private final Thread thread;

    private Ticks(String name, Duration period, Task task) {
        this.period = period.toNanos();
        this.task = task;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** Starts ticking now. */
    public static Ticks start(String name, Duration period, Task task) {
        var ticks = new Ticks(name, period, task);
        ticks.thread.start();
        return ticks;
    }

    private void run() {
        long due = System.nanoTime();
        try {
            while (!closed.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                task.tick(Duration.ofNanos(System.nanoTime() - due));
                long now = System.nanoTime();
                due += period;
                if (due - now < 0) {
                    due = now + period - Math.floorMod(now - due, period);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** No tick begins afterwards; one under way is interrupted. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
