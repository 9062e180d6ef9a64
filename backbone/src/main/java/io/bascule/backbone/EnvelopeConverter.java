package io.bascule.backbone;

import java.lang.reflect.Type;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.converter.ConversionException;
import org.springframework.kafka.support.converter.MessagingMessageConverter;

/**
 * Hands listeners {@link io.bascule.contracts.EventEnvelope}s; what cannot be read is not retried.
 */
final class EnvelopeConverter extends MessagingMessageConverter {

    private final EventCodec codec;

    EnvelopeConverter(EventCodec codec) {
        this.codec = codec;
    }

    @Override
    protected Object extractAndConvertValue(ConsumerRecord<?, ?> record, @Nullable Type type) {
        try {
            return codec.decode(record.topic(), record.headers(), (byte[]) record.value());
        } catch (UnreadableEventException e) {
            throw new ConversionException(String.valueOf(e.getMessage()), record, e);
        }
    }
}
