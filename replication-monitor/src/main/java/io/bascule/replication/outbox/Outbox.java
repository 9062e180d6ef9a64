package io.bascule.replication.outbox;

import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.PublishFailedException;
import io.bascule.contracts.event.Event;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands facts to the broker in the order they were said, on a thread of its own, so that a slow
 * broker never delays a probe or a canary. Changes wait for the broker's acknowledgement and are
 * tried again; repetitions are sent and forgotten, and are left out while many facts wait.
 *
 * <p>At most {@value #CAPACITY} facts wait; the one that finds no place is logged and left out.
 */
public final class Outbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    static final int CAPACITY = 4_096;
    private static final int ATTEMPTS = 3;

    private record Item(Event event, boolean change) {}

    private final EventPublisher publisher;
    private final ArrayBlockingQueue<Item> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final Thread thread;
    private volatile boolean closed;

    public Outbox(EventPublisher publisher) {
        this.publisher = publisher;
        this.thread = Thread.ofVirtual().name("outbox").start(this::run);
    }

    /** Something has changed: is acknowledged by the broker, or logged. */
    public void change(Event event) {
        offer(new Item(event, true));
    }

    /** Something that is said again and again anyway. */
    public void repeat(Event event) {
        if (waiting.size() < CAPACITY / 2) {
            offer(new Item(event, false));
        }
    }

    private void offer(Item item) {
        if (!waiting.offer(item)) {
            LOG.warn(
                    "Expected at most {} facts to wait for the broker, but there are more; left out {}",
                    CAPACITY,
                    item.event());
        }
    }

    private void run() {
        while (!closed || !waiting.isEmpty()) {
            try {
                var item = waiting.poll(1, TimeUnit.SECONDS);
                if (item != null) {
                    send(item);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("Expected to hand a fact to the broker, but {}", e.toString(), e);
            }
        }
    }

    private void send(Item item) {
        if (!item.change()) {
            var _ = publisher.publishLater(item.event(), null);
            return;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                var _ = publisher.publish(item.event());
                return;
            } catch (PublishFailedException e) {
                LOG.warn(
                        "Expected the broker to take {}, but {} (attempt {} of {})",
                        item.event(),
                        e.getMessage(),
                        attempt,
                        ATTEMPTS);
                if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        }
    }

    /** Sends what waits, for at most two seconds. */
    @Override
    public void close() {
        closed = true;
        try {
            if (!thread.join(java.time.Duration.ofSeconds(2))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
