package io.bascule.backup.dump;

import io.bascule.contracts.event.BackupEvent.Stage;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One piece of work that runs: how far it has come, and how it is stopped. The thread that works
 * carries it, so that what it starts is known without being handed through.
 */
public final class Running {

    /** Of this thread; not bound outside of work. */
    public static final ScopedValue<Running> CURRENT = ScopedValue.newInstance();

    private final Set<ProcessHandle> children = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();
    private volatile Stage stage = Stage.TAKING;
    private volatile long begunNanos = System.nanoTime();
    private volatile boolean stopped;
    private volatile boolean taken;

    /** Counts bytes of the current stage, if work is running. */
    public static void passed(long more) {
        if (CURRENT.isBound()) {
            CURRENT.get().bytes.addAndGet(more);
        }
    }

    static void started(ProcessHandle child) {
        if (CURRENT.isBound()) {
            var running = CURRENT.get();
            running.children.add(child);
            var _ = child.onExit().thenRun(() -> running.children.remove(child));
            if (running.stopped) {
                child.destroyForcibly();
            }
        }
    }

    /** The next stage begins; bytes and seconds count from here. */
    public void enter(Stage next) {
        stage = next;
        bytes.set(0);
        begunNanos = System.nanoTime();
    }

    /** From now on the backup is stored whole, and its job is free for the next one. */
    public void taken() {
        taken = true;
    }

    /** What is done now. */
    public Stage stage() {
        return stage;
    }

    /** Of the current stage. */
    public long bytes() {
        return bytes.get();
    }

    /** Since the current stage began. */
    public double seconds() {
        return (System.nanoTime() - begunNanos) / 1e9;
    }

    /** Whether the backup is stored whole, so that nobody else may begin it any more. */
    public boolean isTaken() {
        return taken;
    }

    /** Kills its child processes, now and those it may still start. */
    public void stop() {
        stopped = true;
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Whether it was stopped from outside. */
    public boolean isStopped() {
        return stopped;
    }
}
