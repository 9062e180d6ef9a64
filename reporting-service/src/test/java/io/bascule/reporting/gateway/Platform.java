package io.bascule.reporting.gateway;

import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Whoever answers: hears requests, approvals and plans, and says in one transaction what a test
 * wants it to say to each.
 */
final class Platform implements AutoCloseable {

    private static final List<Topic> INBOXES = List.of(Topic.REQUESTS, Topic.APPROVALS, Topic.PLAN);

    private final EventCodec codec = new EventCodec();
    private final Envelopes envelopes =
            new Envelopes("/failover-coordinator/witness", Clock.systemUTC());
    private final List<EventEnvelope<?>> heard = new CopyOnWriteArrayList<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread;
    private volatile Function<EventEnvelope<?>, List<Event>> answers = _ -> List.of();
    private volatile boolean closing;

    Platform(String brokers) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", brokers, "transactional.id", "platform"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
        thread = Thread.ofVirtual().start(() -> run(brokers));
    }

    /** What is said to each event from now on. */
    void answers(Function<EventEnvelope<?>, List<Event>> answers) {
        this.answers = answers;
    }

    /** What was heard, in its order. */
    <E extends Event> List<EventEnvelope<E>> heard(Class<E> type) {
        var found = new ArrayList<EventEnvelope<E>>();
        for (var envelope : heard) {
            if (type.isInstance(envelope.event())) {
                found.add(
                        new EventEnvelope<>(
                                envelope.id(),
                                envelope.source(),
                                envelope.time(),
                                envelope.causationId(),
                                envelope.correlationId(),
                                envelope.traceparent(),
                                type.cast(envelope.event())));
            }
        }
        return found;
    }

    private void run(String brokers) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers", brokers, "auto.offset.reset", "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(
                    INBOXES.stream()
                            .flatMap(t ->
                                    java.util.stream.IntStream.range(0, Topic.PARTITIONS)
                                            .mapToObj(p -> new TopicPartition(t.topicName(), p)))
                            .toList());
            while (!closing) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    answer(codec.decode(record.headers(), record.value()));
                }
            }
        }
    }

    private void answer(EventEnvelope<?> said) {
        heard.add(said);
        var facts = answers.apply(said);
        if (facts.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        for (var fact : facts) {
            var _ = producer.send(codec.encode(envelopes.wrap(fact, said)));
        }
        producer.commitTransaction();
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
