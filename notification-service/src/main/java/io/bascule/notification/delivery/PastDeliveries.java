package io.bascule.notification.delivery;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.NotificationEvent.NotificationDelivered;
import io.bascule.contracts.event.NotificationEvent.NotificationFailed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * What is finished already, from the records of deliveries. What waits for a channel is kept in
 * memory only, so a start reads the facts of the last minutes again and tells those that have no
 * record. Nothing waits longer than the retries last, so these minutes are enough.
 */
public final class PastDeliveries {

    private static final Duration MARGIN = Duration.ofMinutes(1);
    private static final Duration READ_WITHIN = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(PastDeliveries.class);

    private final ConsumerFactory<?, ?> consumers;
    private final EventCodec codec;
    private final Duration retries;
    private final Clock clock;
    private final Map<String, Outcome> finished = new ConcurrentHashMap<>();

    PastDeliveries(
            ConsumerFactory<?, ?> consumers, EventCodec codec, Duration retries, Clock clock) {
        this.consumers = consumers;
        this.codec = codec;
        this.retries = retries;
        this.clock = clock;
    }

    /** Facts from this instant on may have been waiting when the last process ended. */
    public Instant since() {
        return clock.instant().minus(retries).minus(MARGIN);
    }

    /** The outcome that was recorded, if there is one. */
    Optional<Outcome> outcome(String notificationId, String channel) {
        return Optional.ofNullable(finished.get(notificationId + " " + channel));
    }

    /**
     * Reads the records from {@link #since} to the end, at most 10 s long. If they cannot be read,
     * some notifications may be told twice, under the same id; that is said in the log.
     */
    public void read() {
        finished.clear();
        try (var consumer = consumers.createConsumer()) {
            read(consumer);
        } catch (RuntimeException e) {
            LOG.warn("Expected to read {}, but {}; some may be told twice", topic(), e.toString());
        }
    }

    private void read(Consumer<?, ?> consumer) {
        var partitions =
                consumer.partitionsFor(topic(), READ_WITHIN).stream()
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList();
        consumer.assign(partitions);
        var ends = consumer.endOffsets(partitions, READ_WITHIN);
        var from = new HashMap<TopicPartition, Long>();
        partitions.forEach(p -> from.put(p, since().toEpochMilli()));
        consumer.seekToEnd(partitions);
        consumer.offsetsForTimes(from, READ_WITHIN)
                .forEach((partition, found) -> {
                    if (found != null) {
                        consumer.seek(partition, found.offset());
                    }
                });
        long until = System.nanoTime() + READ_WITHIN.toNanos();
        while (ends.entrySet().stream()
                .anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
            if (System.nanoTime() > until) {
                LOG.warn(
                        "Expected to read {} within {}; some may be told twice",
                        topic(),
                        READ_WITHIN);
                return;
            }
            consumer.poll(POLL).forEach(this::remember);
        }
    }

    private void remember(ConsumerRecord<?, ?> record) {
        try {
            switch (codec.decode(record.headers(), (byte[]) record.value()).event()) {
                case NotificationDelivered d ->
                        finished.put(
                                d.notificationId() + " " + d.channel(),
                                new Outcome.Delivered(d.channel(), d.attempts(), d.answer()));
                case NotificationFailed f ->
                        finished.put(
                                f.notificationId() + " " + f.channel(),
                                new Outcome.Failed(f.channel(), f.attempts(), f.reason()));
                default -> LOG.debug("Passed over a record of another type");
            }
        } catch (UnreadableEventException e) {
            LOG.warn("Passed over an unreadable record of {}: {}", topic(), e.getMessage());
        }
    }

    private static String topic() {
        return Topic.NOTIFICATIONS.topicName();
    }
}
