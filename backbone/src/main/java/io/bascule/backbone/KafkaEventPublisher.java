package io.bascule.backbone;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.support.SendResult;

final class KafkaEventPublisher implements EventPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventPublisher.class);

    /** The producer gives up on its own after this long too (delivery.timeout.ms). */
    static final int ACKNOWLEDGED_WITHIN_SECONDS = 30;

    private final KafkaOperations<byte[], byte[]> kafka;
    private final EventCodec codec;
    private final Envelopes envelopes;
    private final EventMeters meters;

    KafkaEventPublisher(
            KafkaOperations<byte[], byte[]> kafka,
            EventCodec codec,
            Envelopes envelopes,
            EventMeters meters) {
        this.kafka = kafka;
        this.codec = codec;
        this.envelopes = envelopes;
        this.meters = meters;
    }

    @Override
    public <E extends Event> EventEnvelope<E> publish(
            E event, @Nullable EventEnvelope<?> cause, @Nullable String correlationId) {
        var envelope = envelopes.wrap(event, cause, correlationId);
        publish(List.of(envelope));
        return envelope;
    }

    @Override
    public void publish(List<? extends EventEnvelope<?>> all) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ACKNOWLEDGED_WITHIN_SECONDS);
        var sent = new ArrayList<CompletableFuture<SendResult<byte[], byte[]>>>();
        for (var envelope : all) {
            var one = send(envelope);
            sent.add(one);
            if (one.isCompletedExceptionally()) {
                // Without a broker each further one would take max.block.ms.
                break;
            }
        }
        for (int i = 0; i < sent.size(); i++) {
            try {
                var _ = sent.get(i).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failed(all.get(i), e);
            } catch (TimeoutException e) {
                throw failed(all.get(i), e);
            } catch (ExecutionException e) {
                throw failed(all.get(i), e.getCause() == null ? e : e.getCause());
            }
        }
    }

    @Override
    public <E extends Event> EventEnvelope<E> publishLater(
            E event, @Nullable EventEnvelope<?> cause) {
        var envelope = envelopes.wrap(event, cause);
        var _ =
                send(envelope)
                        .whenComplete((_, error) -> {
                            if (error != null) {
                                notTaken(envelope, error);
                            }
                        });
        return envelope;
    }

    private CompletableFuture<SendResult<byte[], byte[]>> send(EventEnvelope<?> envelope) {
        var record = codec.encode(envelope);
        CompletableFuture<SendResult<byte[], byte[]>> sent;
        try {
            sent = kafka.send(record);
        } catch (RuntimeException e) {
            // The producer's own buffer was full or its metadata missing for max.block.ms.
            sent = CompletableFuture.failedFuture(e);
        }
        return sent.whenComplete((_, error) -> meters.published(record.topic(), error == null));
    }

    private static void notTaken(EventEnvelope<?> envelope, Throwable error) {
        try (var _ = LogContext.of(envelope)) {
            LOG.atWarn()
                    .addKeyValue("type", envelope.type())
                    .log("Expected the broker to take the event, but {}", error.toString());
        }
    }

    private static PublishFailedException failed(EventEnvelope<?> envelope, Throwable cause) {
        return new PublishFailedException(
                "Expected the broker to acknowledge "
                        + envelope.type()
                        + " on "
                        + Topic.of(envelope.event()).topicName()
                        + " within "
                        + ACKNOWLEDGED_WITHIN_SECONDS
                        + " s, but "
                        + cause,
                cause);
    }
}
