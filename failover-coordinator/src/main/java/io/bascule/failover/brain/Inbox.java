package io.bascule.failover.brain;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.EventMeters;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Re-keys what foreign clients may write by the event's subject: they hash keys their own way, or
 * set none, so that the partition they chose says nothing.
 */
final class Inbox extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private final EventCodec codec;
    private final EventMeters meters;
    private final String onward;
    private final String deadLetters;
    private Reading reading;

    /**
     * @param onward name of the child node that takes what was read
     * @param deadLetters name of the child node that takes the rest
     */
    @SuppressWarnings("NullAway.Init")
    Inbox(EventCodec codec, EventMeters meters, String onward, String deadLetters) {
        this.codec = codec;
        this.meters = meters;
        this.onward = onward;
        this.deadLetters = deadLetters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        reading = new Reading(codec, context, deadLetters, meters);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        reading.read(record)
                .ifPresent(envelope -> {
                    byte[] key = envelope.subject().getBytes(StandardCharsets.UTF_8);
                    context().forward(record.withKey(key), onward);
                    context().commit();
                });
    }
}
