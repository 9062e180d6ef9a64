package io.bascule.notification.intake;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventEnvelope;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.springframework.messaging.Message;

/** From what the binder hands over back to the record's own headers and value. */
final class Records {

    private Records() {}

    /** Headers stay bytes on their way through the binder; what it added itself does not. */
    static EventEnvelope<?> read(Message<byte[]> message, EventCodec codec) {
        var headers = new RecordHeaders();
        message.getHeaders()
                .forEach((name, value) -> {
                    if (value instanceof byte[] bytes) {
                        headers.add(name, bytes);
                    }
                });
        return codec.decode(headers, message.getPayload());
    }
}
