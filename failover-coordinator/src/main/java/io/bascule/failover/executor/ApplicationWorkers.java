package io.bascule.failover.executor;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One virtual thread per application, which does one piece of work at a time, and at most {@value
 * #QUEUED} that wait. Work beyond that is not taken: whoever sent it sends it again.
 *
 * <p>Work that yields gives way to the other kind: it is interrupted when such a piece is taken,
 * and not begun while one waits. A server that does not answer keeps it busy for long, and that is
 * just when a step is needed.
 */
final class ApplicationWorkers implements AutoCloseable {

    static final int QUEUED = 16;

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationWorkers.class);

    private final Map<String, Worker> workers = new ConcurrentHashMap<>();

    /**
     * Takes work, unless the same is waiting or being done, or the queue is full.
     *
     * @param key two pieces with the same key are the same
     * @return whether it was taken
     */
    boolean take(String application, String key, Runnable work) {
        return take(application, new Work(key, work, false));
    }

    /** Takes work that yields, which whoever sent it sends again from time to time. */
    void takeYielding(String application, String key, Runnable work) {
        var _ = take(application, new Work(key, work, true));
    }

    private boolean take(String application, Work work) {
        return workers.computeIfAbsent(application, Worker::new).take(work);
    }

    @Override
    public void close() {
        workers.values().forEach(Worker::close);
    }

    private record Work(String key, Runnable task, boolean yields) {}

    private static final class Worker {

        private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUED);
        private final Set<String> taken = ConcurrentHashMap.newKeySet();
        private final Thread thread;
        private @Nullable Work current;
        private boolean closed;

        Worker(String application) {
            thread = Thread.ofVirtual().name("executor-" + application).start(this::workOff);
        }

        boolean take(Work work) {
            if (!taken.add(work.key())) {
                return false;
            }
            boolean queued = queue.offer(work);
            if (!queued) {
                taken.remove(work.key());
                LOG.atWarn().addKeyValue("key", work.key()).log("The queue is full; not taken");
            } else if (!work.yields()) {
                displace();
            }
            return queued;
        }

        private synchronized void displace() {
            if (current != null && current.yields()) {
                thread.interrupt();
            }
        }

        synchronized void close() {
            closed = true;
            thread.interrupt();
        }

        private void workOff() {
            try {
                while (true) {
                    var work = queue.take();
                    try {
                        if (begin(work)) {
                            work.task().run();
                        }
                    } catch (RuntimeException e) {
                        // The sender asks again; this thread must live on.
                        LOG.atError().addKeyValue("key", work.key()).log("Work failed", e);
                    } finally {
                        taken.remove(work.key());
                    }
                    if (!goOn()) {
                        return;
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        /** What is taken after this displaces it; what was taken before is seen here. */
        private synchronized boolean begin(Work work) {
            if (work.yields() && queue.stream().anyMatch(waiting -> !waiting.yields())) {
                return false;
            }
            current = work;
            return true;
        }

        /** An interrupt was meant for what has just ended, unless all is to end. */
        private synchronized boolean goOn() {
            current = null;
            if (!closed) {
                var _ = Thread.interrupted();
            }
            return !closed;
        }
    }
}
