package io.bascule.cli;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A real broker with every topic, started once; and what others say on it. */
final class OnABroker {

    private static final OnABroker ONLY = new OnABroker();

    private final EmbeddedKafkaKraftBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final EventCodec codec = new EventCodec();

    private OnABroker() {
        broker =
                new EmbeddedKafkaKraftBroker(
                        1,
                        Topic.PARTITIONS,
                        Arrays.stream(Topic.values())
                                .flatMap(t -> Stream.of(t.topicName(), t.deadLetterName()))
                                .toArray(String[]::new));
        // One broker cannot keep the record of transactions three times.
        broker.brokerProperties(
                Map.of(
                        "transaction.state.log.replication.factor",
                        "1",
                        "transaction.state.log.min.isr",
                        "1",
                        "transaction.state.log.num.partitions",
                        "1",
                        "offsets.topic.num.partitions",
                        "1"));
        broker.afterPropertiesSet();
        Runtime.getRuntime().addShutdownHook(new Thread(broker::destroy));
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", address(), "linger.ms", 0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    static OnABroker there() {
        return ONLY;
    }

    String address() {
        return broker.getBrokersAsString();
    }

    /** Runs a command against it. */
    Shell.Ran run(String... arguments) {
        return Shell.run(with(arguments));
    }

    /** The command with the option that leads here. */
    String[] with(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--bootstrap-servers");
        all.add(address());
        return all.toArray(String[]::new);
    }

    /** Says a fact, as a service does. */
    EventEnvelope<?> says(Event event, Instant at, @Nullable String causationId) {
        var envelope =
                new EventEnvelope<>(
                        UUID.randomUUID().toString(),
                        "/test/witness",
                        at,
                        causationId,
                        null,
                        null,
                        event);
        var encoded = codec.encode(envelope);
        send(
                new ProducerRecord<>(
                        encoded.topic(),
                        null,
                        at.toEpochMilli(),
                        encoded.key(),
                        encoded.value(),
                        encoded.headers()));
        return envelope;
    }

    EventEnvelope<?> says(Event event) {
        return says(event, Instant.now(), null);
    }

    /** Writes a record of any kind. */
    void writes(
            String topic, int partition, String key, String value, Map<String, String> headers) {
        var all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, bytes(text)));
        send(new ProducerRecord<>(topic, partition, bytes(key), bytes(value), all));
    }

    /** Every record of a topic. */
    List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", address(), "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(p -> new TopicPartition(topic, p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (ends.entrySet().stream()
                    .anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                consumer.poll(java.time.Duration.ofMillis(100)).forEach(found::add);
            }
            return found;
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            var _ = producer.send(record).get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
