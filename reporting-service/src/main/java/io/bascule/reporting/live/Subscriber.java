package io.bascule.reporting.live;

import io.bascule.reporting.console.Page;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open page. Its queue holds {@value #QUEUED} messages at most: a browser that does not take
 * them is cut off, and comes back for the whole page.
 */
final class Subscriber {

    static final int QUEUED = 64;

    /** A server-sent event; the end of the stream has no name. */
    record Message(String name, String data) {}

    private static final Message END = new Message("", "");

    private final Page page;
    private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Map<String, String> shown = new HashMap<>();
    private volatile boolean cut;

    Subscriber(Page page) {
        this.page = page;
    }

    Page page() {
        return page;
    }

    /** What the browser has of the page, by fragment; only the painter's thread asks. */
    Map<String, String> shown() {
        return shown;
    }

    boolean isCut() {
        return cut;
    }

    /** Queues all, or cuts the subscriber off if they are too many. */
    void send(List<Message> messages) {
        for (Message message : messages) {
            if (!cut && !queue.offer(message)) {
                cut();
            }
        }
    }

    /** Ends the stream; what is queued is not sent any more. */
    void cut() {
        cut = true;
        queue.clear();
        // The queue was emptied by this thread, and nobody queues for one that is cut.
        var _ = queue.offer(END);
    }

    /** The next message; null if none came in time. Empty of name is the end. */
    @Nullable Message next(Duration atMost) throws InterruptedException {
        return queue.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
}
