package io.bascule.reporting.projection;

import io.bascule.contracts.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Whether what had been written before this process began to read has been read. Topics are read
 * side by side and a figure comes of several: measured in between, a run may look whole that lacks
 * half of its ledger, and its report would be published and amended.
 *
 * <p>The coordinator's own topic is not waited for. It ends in marks of transactions that no reader
 * sees, and a run whose facts of there are missing looks unfinished, not wrong. The wait ends after
 * {@value #AT_MOST_SECONDS} s in any case: what is measured too early is measured again.
 */
@Component
class Replay {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int AT_MOST_SECONDS = 60;

    private final Map<String, Object> settings;
    private final Map<TopicPartition, Long> unread = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Boolean> begun = new ConcurrentHashMap<>();
    private volatile long since = System.nanoTime();

    Replay(ConsumerFactory<?, ?> consumers) {
        this.settings = new HashMap<>(consumers.getConfigurationProperties());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "replay");
    }

    /**
     * Reading begins there; looks up once for each partition where it ends now.
     *
     * @param next the next offset that will be read; null for the beginning
     */
    void begin(Map<TopicPartition, @Nullable Long> next) {
        var fresh =
                next.keySet().stream()
                        .filter(p -> !p.topic().equals(Topic.Name.RECOVERY))
                        .filter(p -> begun.putIfAbsent(p, true) == null)
                        .toList();
        if (fresh.isEmpty()) {
            return;
        }
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var first = consumer.beginningOffsets(fresh, ANSWER);
            consumer.endOffsets(fresh, ANSWER)
                    .forEach((partition, end) -> {
                        Long from = next.get(partition);
                        if (end > (from == null ? first.getOrDefault(partition, 0L) : from)) {
                            unread.put(partition, end);
                        }
                    });
        } catch (KafkaException e) {
            LOG.warn(
                    "Expected to learn where {} end, but {}; what is measured before they are read is measured again",
                    fresh,
                    e.toString());
        }
        since = System.nanoTime();
    }

    /** Everything before that offset has been read. */
    void readUpTo(TopicPartition partition, long next) {
        Long end = unread.get(partition);
        if (end != null && next >= end) {
            unread.remove(partition);
        }
    }

    /** Whether all is read, or has been waited for long enough. */
    boolean isOver() {
        if (unread.isEmpty()) {
            return true;
        }
        if (System.nanoTime() - since < Duration.ofSeconds(AT_MOST_SECONDS).toNanos()) {
            return false;
        }
        LOG.info(
                "Measuring begins although older records of {} are still being read",
                unread.keySet());
        unread.clear();
        return true;
    }
}
