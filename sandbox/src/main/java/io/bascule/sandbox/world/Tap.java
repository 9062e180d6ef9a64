package io.bascule.sandbox.world;

import io.bascule.contracts.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Every committed record of some topics, from their beginning, in no group: on one thread, in the
 * order of arrival, until it is closed. Topics are taken to have {@link Topic#PARTITIONS}.
 */
public final class Tap implements AutoCloseable {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader;
    private volatile boolean closed;

    /**
     * @param taker is given each record on the tap's own thread; its failure ends the tap
     */
    public Tap(
            String bootstrapServers,
            Collection<String> topics,
            Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_committed",
                                "enable.auto.commit",
                                false,
                                "fetch.max.wait.ms",
                                100,
                                "auto.offset.reset",
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(
                topics.stream()
                        .flatMap(topic ->
                                IntStream.range(0, Topic.PARTITIONS)
                                        .mapToObj(p -> new TopicPartition(topic, p)))
                        .toList());
        reader = Thread.ofPlatform().daemon().name("tap").unstarted(() -> read(taker));
        reader.start();
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            reader.join(CLOSED_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        try (consumer) {
            while (!closed) {
                consumer.poll(POLL).forEach(taker);
            }
        } catch (WakeupException e) {
            if (!closed) {
                throw e;
            }
        }
    }
}
