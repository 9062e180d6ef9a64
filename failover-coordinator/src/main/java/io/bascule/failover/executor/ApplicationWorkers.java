package io.bascule.failover.executor;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One virtual thread per application, which does one piece of work at a time, and at most {@value
 * #QUEUED} that wait. Work beyond that is not taken: whoever sent it sends it again.
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
        return workers.computeIfAbsent(application, Worker::new).take(key, work);
    }

    @Override
    public void close() {
        workers.values().forEach(Worker::close);
    }

    private record Work(String key, Runnable task) {}

    private static final class Worker {

        private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUED);
        private final Set<String> taken = ConcurrentHashMap.newKeySet();
        private final Thread thread;

        Worker(String application) {
            thread = Thread.ofVirtual().name("executor-" + application).start(this::workOff);
        }

        boolean take(String key, Runnable task) {
            if (!taken.add(key)) {
                return false;
            }
            boolean queued = queue.offer(new Work(key, task));
            if (!queued) {
                taken.remove(key);
                LOG.atWarn().addKeyValue("key", key).log("The queue is full; not taken");
            }
            return queued;
        }

        void close() {
            thread.interrupt();
        }

        private void workOff() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    var work = queue.take();
                    try {
                        work.task().run();
                    } catch (RuntimeException e) {
                        // The sender asks again; this thread must live on.
                        LOG.atError().addKeyValue("key", work.key()).log("Work failed", e);
                    } finally {
                        taken.remove(work.key());
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
