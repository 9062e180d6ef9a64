package io.bascule.failover.brain;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.EventMeters;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Re-keys requests by the event's subject: foreign clients hash keys their own way, or set none, so
 * that the partition they chose says nothing.
 */
final class RequestInbox extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private final EventCodec codec;
    private final EventMeters meters;
    private Reading reading;

    @SuppressWarnings("NullAway.Init")
    RequestInbox(EventCodec codec, EventMeters meters) {
        this.codec = codec;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        reading = new Reading(codec, context, BrainTopology.INBOX_DEAD_LETTERS, meters);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        reading.read(record)
                .ifPresent(envelope -> {
                    byte[] key = envelope.subject().getBytes(StandardCharsets.UTF_8);
                    context().forward(record.withKey(key), BrainTopology.TO_APPLICATION);
                    context().commit();
                });
    }
}
