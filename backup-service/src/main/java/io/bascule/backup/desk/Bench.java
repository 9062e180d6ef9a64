package io.bascule.backup.desk;

import io.bascule.backup.dump.Running;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where work is done: a bounded number at the same time, a bounded number in wait. While it is here
 * it is said every few seconds that it is.
 */
final class Bench implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bench.class);
    private static final int STOPPED_WITHIN_SECONDS = 20;

    private final long sayEveryMillis;
    private final ThreadPoolExecutor workers;
    private final Map<String, Piece> byId = new LinkedHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What is done in a slot, and how its progress is said. */
    private record Piece(
            String slot, String id, Running running, @Nullable Consumer<Running> progress) {}

    Bench(long sayEveryMillis, int queue, int concurrency) {
        this.sayEveryMillis = sayEveryMillis;
        this.workers =
                new ThreadPoolExecutor(
                        concurrency,
                        concurrency,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queue),
                        Thread.ofPlatform().name("backup-", 1).factory());
        Thread.ofVirtual().name("progress").start(this::sayProgress);
    }

    /** What is done in a slot; empty if nothing, or nothing but the proof of what was taken. */
    synchronized Optional<String> busy(String slot) {
        return byId.values().stream()
                .filter(piece -> piece.slot().equals(slot) && !piece.running().isTaken())
                .map(Piece::id)
                .findFirst();
    }

    /** Whether anything is done for that backup. */
    synchronized boolean isHere(String id) {
        return byId.containsKey(id);
    }

    /** Why nothing more can be put here; empty if something can. */
    synchronized Optional<String> full() {
        return workers.getQueue().remainingCapacity() > 0
                ? Optional.empty()
                : Optional.of(
                        "Expected room in the queue, but "
                                + workers.getQueue().size()
                                + " wait; ask again later");
    }

    /**
     * Puts work in a slot that is not busy.
     *
     * @param progress says how far it has come, every few seconds; null for silence
     */
    synchronized void put(
            String slot,
            String id,
            Running running,
            @Nullable Consumer<Running> progress,
            Runnable task) {
        byId.put(id, new Piece(slot, id, running, progress));
        workers.execute(() -> {
            try {
                ScopedValue.where(Running.CURRENT, running).run(task);
            } catch (RuntimeException e) {
                // Such as a broker that did not take a fact: the next start finds it unfinished.
                LOG.error("Expected {} to end in a fact, but {}", id, e, e);
            } finally {
                synchronized (this) {
                    byId.remove(id);
                }
            }
        });
    }

    /** Somebody else gave this backup up: what is done for it here must not go on. */
    synchronized void giveUp(String backupId) {
        byId.values().stream()
                .filter(piece -> piece.id().equals(backupId) && !piece.running().isTaken())
                .forEach(piece -> piece.running().stop());
    }

    private void sayProgress() {
        try {
            while (!closed.await(sayEveryMillis, TimeUnit.MILLISECONDS)) {
                for (Piece piece : pieces()) {
                    var progress = piece.progress();
                    if (progress != null) {
                        progress.accept(piece.running());
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Piece> pieces() {
        return List.copyOf(byId.values());
    }

    /** Stops what runs: its child processes are killed, and it is said to have failed. */
    @Override
    public void close() {
        pieces().forEach(piece -> piece.running().stop());
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(STOPPED_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "Expected running backups to stop within {} s, but they have not",
                        STOPPED_WITHIN_SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        closed.countDown();
    }
}
