package io.bascule.system.outside;

import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Everything that is said on any topic, and a voice of one's own. */
final class Said implements AutoCloseable {

    private final EventCodec codec = new EventCodec();
    private final Envelopes envelopes = new Envelopes("/test/outside", Clock.systemUTC());
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<EventEnvelope<?>> heard = new ArrayList<>();
    private int unreadable;

    Said(String bootstrapServers) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                false,
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(
                Arrays.stream(Topic.values())
                        .flatMap(topic ->
                                IntStream.range(0, Topic.PARTITIONS)
                                        .mapToObj(p -> new TopicPartition(topic.topicName(), p)))
                        .toList());
    }

    void say(Event event) throws Exception {
        say(event, null);
    }

    /** Says it in somebody's trace. */
    void say(Event event, @Nullable String traceparent) throws Exception {
        var envelope = envelopes.wrap(event, null, null, traceparent);
        var _ = producer.send(codec.encode(envelope)).get(30, TimeUnit.SECONDS);
    }

    void poison(Topic topic) throws Exception {
        byte[] nothing = "no event".getBytes(StandardCharsets.UTF_8);
        var record = new ProducerRecord<>(topic.topicName(), nothing, nothing);
        var _ = producer.send(record).get(30, TimeUnit.SECONDS);
    }

    /** All that was said until now. */
    List<EventEnvelope<?>> all() {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(200)).forEach(this::hear);
        }
        return List.copyOf(heard);
    }

    /** Poison is no event. */
    private void hear(ConsumerRecord<byte[], byte[]> record) {
        try {
            heard.add(codec.decode(record.headers(), record.value()));
        } catch (UnreadableEventException e) {
            unreadable++;
        }
    }

    /** Records that were no events. */
    int unreadable() {
        return unreadable;
    }

    <E extends Event> Stream<E> all(Class<E> type) {
        return all().stream().map(EventEnvelope::event).filter(type::isInstance).map(type::cast);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
        consumer.close();
    }
}
