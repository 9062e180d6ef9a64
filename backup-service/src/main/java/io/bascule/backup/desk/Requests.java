package io.bascule.backup.desk;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.event.RequestEvent.ExpireRequested;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import io.bascule.contracts.event.RequestEvent.VerifyRequested;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.Message;

/**
 * The inbox. Reads with the codec of every service; what it throws is retried and put aside as
 * everywhere. Waits until the facts on record have been read: a request must not be judged by half
 * of them.
 */
final class Requests implements Consumer<Message<byte[]>> {

    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final Duration READ_WITHIN = Duration.ofSeconds(60);

    private final EventCodec codec;
    private final TopicReplay replay;
    private final Desk desk;
    private final Expiry expiry;

    Requests(EventCodec codec, TopicReplay replay, Desk desk, Expiry expiry) {
        this.codec = codec;
        this.replay = replay;
        this.desk = desk;
        this.expiry = expiry;
    }

    @Override
    public void accept(Message<byte[]> message) {
        var envelope = codec.decode(headersOf(message), message.getPayload());
        if (!(envelope.event() instanceof BackupRequested)
                && !(envelope.event() instanceof RestoreRequested)
                && !(envelope.event() instanceof VerifyRequested)
                && !(envelope.event() instanceof ExpireRequested)) {
            return;
        }
        try {
            if (!replay.awaitRead(READ_WITHIN)) {
                throw new IllegalStateException(
                        "Expected the plan and the catalogue to be read within "
                                + READ_WITHIN
                                + ", but they are not");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the catalogue was read", e);
        }
        if (envelope.event() instanceof RestoreRequested restore) {
            desk.ask(restore, envelope);
        } else if (envelope.event() instanceof VerifyRequested verify) {
            desk.ask(verify, envelope);
        } else if (envelope.event() instanceof ExpireRequested expire) {
            // Thousands of objects take their time, and other requests do not wait for them.
            Thread.ofVirtual()
                    .name("retention of " + expire.application())
                    .start(() -> review(expire, envelope));
        } else if (envelope.event() instanceof BackupRequested request) {
            var _ =
                    desk.ask(
                            new Ask(
                                    request.application(),
                                    request.job(),
                                    envelope.source() + "#" + envelope.id(),
                                    envelope.time(),
                                    request.requestedBy(),
                                    envelope));
        }
    }

    private void review(ExpireRequested expire, EventEnvelope<?> envelope) {
        try {
            expiry.review(expire, envelope);
        } catch (RuntimeException e) {
            LOG.error("Expected to answer a request for retention, but {}", e.toString(), e);
        }
    }

    /** The binder hands Kafka's headers on as bytes; one that it made text of is no use here. */
    private static Headers headersOf(Message<byte[]> message) {
        var headers = new RecordHeaders();
        message.getHeaders()
                .forEach((name, value) -> {
                    boolean ours = name.startsWith("ce_") || name.equals("content-type");
                    if (ours && value instanceof byte[] bytes) {
                        headers.add(name, bytes);
                    } else if (ours) {
                        headers.add(
                                name,
                                value.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    }
                });
        return headers;
    }
}
