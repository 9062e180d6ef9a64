package io.bascule.failover.brain;

import io.bascule.backbone.DeadLetters;
import io.bascule.backbone.EventCodec;
import io.bascule.backbone.EventMeters;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.RecordContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes to events. What cannot be read or handled goes to the dead letters of its topic with the
 * reason, in the same transaction that passes over it.
 */
final class Reading {

    private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

    private static final String SERVICE = "failover-coordinator";

    private final EventCodec codec;
    private final ProcessorContext<byte[], byte[]> context;
    private final String deadLetters;
    private final EventMeters meters;

    /**
     * @param deadLetters name of the child node that takes dead letters
     */
    Reading(
            EventCodec codec,
            ProcessorContext<byte[], byte[]> context,
            String deadLetters,
            EventMeters meters) {
        this.codec = codec;
        this.context = context;
        this.deadLetters = deadLetters;
        this.meters = meters;
    }

    /** The event, or nothing if the record became a dead letter. */
    Optional<EventEnvelope<?>> read(Record<byte[], byte[]> record) {
        try {
            var topic = context.recordMetadata().map(m -> m.topic()).orElse("");
            var event =
                    Optional.<EventEnvelope<?>>of(
                            codec.decode(topic, record.headers(), record.value()));
            // What was re-keyed was counted before.
            Topic.named(topic).ifPresent(t -> meters.consumed(t.topicName()));
            return event;
        } catch (UnreadableEventException e) {
            putAside(record, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Puts a record aside, with the reason in a header. */
    void putAside(Record<byte[], byte[]> record, String reason) {
        var headers = new RecordHeaders(record.headers());
        var origin =
                context.recordMetadata()
                        .map(m -> m.topic() + "/" + m.partition() + "@" + m.offset())
                        .orElse("unknown");
        DeadLetters.mark(
                headers,
                reason,
                SERVICE,
                origin,
                Instant.ofEpochMilli(context.currentSystemTimeMs()));
        meters.deadLettered(
                topic(context.recordMetadata().map(m -> m.topic()).orElse("")).topicName());
        LOG.atWarn()
                .addKeyValue("origin", origin)
                .addKeyValue("reason", reason)
                .log("Record put aside as a dead letter");
        context.forward(record.withHeaders(headers), deadLetters);
        context.commit();
    }

    /** The dead-letter topic of the topic a record came from, re-keyed or not. */
    static String deadLetterTopic(RecordContext context) {
        return topic(context.topic() == null ? "" : context.topic()).deadLetterName();
    }

    private static Topic topic(String name) {
        return Topic.named(name).orElseGet(() -> rekeyed(name));
    }

    private static Topic rekeyed(String name) {
        if (name.contains(BrainTopology.REQUESTS_BY_APPLICATION)) {
            return Topic.REQUESTS;
        }
        return name.contains(BrainTopology.APPROVALS_BY_APPLICATION)
                ? Topic.APPROVALS
                : Topic.HEALTH;
    }
}
