package io.bascule.reporting.gateway;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Follows the topics on which answers are said, from where they end now. It has a consumer of its
 * own, without a group: an answer must not wait for the projection, which starts with history and
 * stops while its database does. After trouble it goes on where it was.
 */
@Component
final class AnswerFeed implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerFeed.class);

    private static final List<String> TOPICS = List.of(Topic.Name.RECOVERY, Topic.Name.BACKUP);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration METADATA = Duration.ofSeconds(5);
    private static final long AGAIN_AFTER_MILLIS = 1_000;

    private final Map<String, Object> settings;
    private final EventCodec codec;
    private final Answers answers;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final CountDownLatch following = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile @Nullable Thread thread;

    AnswerFeed(ConsumerFactory<byte[], byte[]> consumers, EventCodec codec, Answers answers) {
        this.settings = new HashMap<>(consumers.getConfigurationProperties());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "gateway");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        this.codec = codec;
        this.answers = answers;
    }

    /** Whether an answer to what is published from now on will be heard. */
    boolean awaitFollowing(Duration atMost) throws InterruptedException {
        return following.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("answers").start(this::run);
    }

    /** Before the web server waits for the last calls to end. */
    @EventListener(ContextClosedEvent.class)
    void letGo() {
        answers.letGo();
    }

    @Override
    public void stop() {
        told.countDown();
        var reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        Thread worker = thread;
        if (worker != null) {
            try {
                worker.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Stopped after the listeners, as it has nothing to store. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void run() {
        while (told.getCount() > 0) {
            try (var reading =
                    new KafkaConsumer<>(
                            settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = reading;
                follow(reading);
            } catch (WakeupException e) {
                LOG.debug("Told to stop", e);
            } catch (KafkaException e) {
                LOG.atWarn()
                        .log(
                                "Expected to follow the answers on {}, but {}; trying again",
                                TOPICS,
                                e.toString());
            } finally {
                consumer = null;
            }
            pause();
        }
    }

    private void pause() {
        try {
            var _ = told.await(AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            told.countDown();
        }
    }

    private void follow(Consumer<byte[], byte[]> reading) {
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : TOPICS) {
            for (var info : reading.partitionsFor(topic, METADATA)) {
                partitions.add(new TopicPartition(topic, info.partition()));
            }
        }
        reading.assign(partitions);
        for (var partition : partitions) {
            var known = positions.get(partition);
            if (known == null) {
                reading.seekToEnd(List.of(partition));
                positions.put(partition, reading.position(partition, METADATA));
            } else {
                reading.seek(partition, known);
            }
        }
        following.countDown();
        while (told.getCount() > 0) {
            var records = reading.poll(POLL);
            answers.hear(read(records));
            partitions.forEach(p -> positions.put(p, reading.position(p)));
        }
    }

    private List<EventEnvelope<?>> read(ConsumerRecords<byte[], byte[]> records) {
        var facts = new ArrayList<EventEnvelope<?>>();
        for (var record : records) {
            try {
                facts.add(codec.decode(record.topic(), record.headers(), record.value()));
            } catch (UnreadableEventException e) {
                // The projection reads the same record and puts it aside.
                LOG.debug("Passed over {}@{}", record.topic(), record.offset(), e);
            }
        }
        return facts;
    }
}
