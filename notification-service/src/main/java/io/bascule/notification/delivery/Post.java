package io.bascule.notification.delivery;

import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.PublishFailedException;
import io.bascule.contracts.event.NotificationEvent;
import io.bascule.contracts.event.NotificationEvent.NotificationDelivered;
import io.bascule.contracts.event.NotificationEvent.NotificationFailed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each notification once to every channel and records what became of it on {@code
 * dr.notifications.v1}. A notification that is handed in again is the same one: its outcomes are
 * given back, and nothing is sent.
 */
public final class Post implements AutoCloseable {

    /**
     * Newest notifications that are remembered; an older one that came again would be sent again.
     */
    static final int REMEMBERED = 5_000;

    private static final int CLOSE_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Post.class);

    private final List<Outbox> outboxes;
    private final EventPublisher publisher;
    private final MeterRegistry meters;
    private final PastDeliveries past;
    private final ExecutorService recorders = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, List<CompletableFuture<Outcome>>> sent =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<String, List<CompletableFuture<Outcome>>> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Post(
            List<Outbox> outboxes,
            EventPublisher publisher,
            MeterRegistry meters,
            PastDeliveries past) {
        this.outboxes = outboxes;
        this.publisher = publisher;
        this.meters = meters;
        this.past = past;
        for (Outbox outbox : outboxes) {
            count(outbox.channel(), "delivered", 0);
            count(outbox.channel(), "failed", 0);
            Gauge.builder("dr.notifications.waiting", outbox, Outbox::size)
                    .description("Notifications that wait for the channel")
                    .tag("channel", outbox.channel())
                    .register(meters);
        }
    }

    /** Hands a notification to every channel; each outcome completes when it is final. */
    public List<CompletableFuture<Outcome>> send(Notification notification) {
        synchronized (sent) {
            var before = sent.get(notification.id());
            if (before != null) {
                return before;
            }
            var outcomes = outboxes.stream().map(outbox -> sendTo(outbox, notification)).toList();
            sent.put(notification.id(), outcomes);
            return outcomes;
        }
    }

    /** The channels, in the order of the outcomes. */
    public List<String> channels() {
        return outboxes.stream().map(Outbox::channel).toList();
    }

    private CompletableFuture<Outcome> sendTo(Outbox outbox, Notification notification) {
        var before = past.outcome(notification.id(), outbox.channel());
        if (before.isPresent()) {
            return CompletableFuture.completedFuture(before.get());
        }
        var outcome = outbox.put(notification);
        outcome.thenAcceptAsync(o -> record(notification, o), recorders)
                .exceptionally(e -> {
                    LOG.error("Expected a record of {}, but {}", notification.id(), e);
                    return null;
                });
        return outcome;
    }

    private void record(Notification notification, Outcome outcome) {
        NotificationEvent event =
                switch (outcome) {
                    case Outcome.Delivered d ->
                            new NotificationDelivered(
                                    notification.application(),
                                    notification.id(),
                                    d.channel(),
                                    notification.about().id(),
                                    d.attempts(),
                                    d.answer());
                    case Outcome.Failed f ->
                            new NotificationFailed(
                                    notification.application(),
                                    notification.id(),
                                    f.channel(),
                                    notification.about().id(),
                                    f.attempts(),
                                    f.reason());
                };
        count(outcome.channel(), outcome instanceof Outcome.Delivered ? "delivered" : "failed", 1);
        try {
            var _ = publisher.publish(event, notification.about());
        } catch (PublishFailedException e) {
            LOG.atError()
                    .addKeyValue("notification", notification.id())
                    .addKeyValue("channel", outcome.channel())
                    .log("Expected to record {}, but {}", outcome, e.getMessage());
        }
    }

    private void count(String channel, String result, int by) {
        Counter.builder("dr.notifications")
                .description("Notifications by their final result: delivered or failed")
                .tag("channel", channel)
                .tag("result", result)
                .register(meters)
                .increment(by);
    }

    @Override
    public void close() {
        outboxes.forEach(Outbox::close);
        recorders.shutdown();
        try {
            if (!recorders.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Expected every outcome to be recorded, but some are told again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
