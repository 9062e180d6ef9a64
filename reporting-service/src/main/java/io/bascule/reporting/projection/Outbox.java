package io.bascule.reporting.projection;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.LogContext;
import io.bascule.contracts.EventEnvelope;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.stereotype.Component;

/**
 * Publishes what the database says is to be published. An event keeps its id however often it is
 * sent, so a crash between the broker's acknowledgement and our note of it makes a duplicate that
 * every reader knows by (source, id), never a second statement.
 */
@Component
class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private static final int ACKNOWLEDGED_WITHIN_SECONDS = 30;

    private final KafkaOperations<byte[], byte[]> kafka;
    private final EventCodec codec;
    private final ReportStore store;

    Outbox(KafkaOperations<byte[], byte[]> kafka, EventCodec codec, ReportStore store) {
        this.kafka = kafka;
        this.codec = codec;
        this.store = store;
    }

    /** Sends all, in order; false if the broker did not take one and it is to be tried again. */
    boolean send() throws InterruptedException {
        for (EventEnvelope<?> envelope : store.unpublished()) {
            try (var _ = LogContext.of(envelope)) {
                if (!send(envelope)) {
                    return false;
                }
            }
        }
        return store.unpublished().isEmpty();
    }

    private boolean send(EventEnvelope<?> envelope) throws InterruptedException {
        try {
            var _ =
                    kafka.send(codec.encode(envelope))
                            .get(ACKNOWLEDGED_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.warn("Expected the broker to take {}, but {}", envelope.type(), e.toString());
            return false;
        }
        store.published(envelope.id());
        LOG.info("Published {}", envelope.event().getClass().getSimpleName());
        return true;
    }
}
