package io.bascule.sandbox.demo;

import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.Event;
import io.bascule.sandbox.world.SandboxException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Says something on its topic, as an operator does. */
final class Voice implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final EventCodec codec = new EventCodec();
    private final Envelopes envelopes = new Envelopes("/sandbox/witness", Clock.systemUTC());

    Voice(String bootstrapServers) {
        producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers", bootstrapServers,
                                "acks", "all",
                                "delivery.timeout.ms", 20_000,
                                "request.timeout.ms", 10_000,
                                "linger.ms", 0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** Publishes it, and returns what was said once the broker has it. */
    <E extends Event> EventEnvelope<E> say(E event) throws InterruptedException {
        var envelope = envelopes.wrap(event);
        try {
            var _ = producer.send(codec.encode(envelope)).get(20, TimeUnit.SECONDS);
            return envelope;
        } catch (ExecutionException | TimeoutException e) {
            throw new SandboxException(
                    SandboxException.Cause.WORLD,
                    "Expected to publish " + envelope.type() + ", but: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(2));
    }
}
