package io.bascule.backbone;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.EventTypes;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RequestEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The only way from an event to a Kafka record and back: CloudEvents 1.0, Kafka protocol binding.
 *
 * <p>Written in binary mode: attributes as {@code ce_*} headers, JSON data as the value, so that a
 * line of a console consumer can be read. Read in every form that {@link CloudEvents} knows.
 *
 * <p>A request may leave out what its envelope says already: {@code application} is taken from the
 * subject, {@code requestedBy} from the source; a failover is a planned one unless it says
 * otherwise.
 */
public final class EventCodec {

    static final String CORRELATION_ID = "correlationid";
    static final String CAUSATION_ID = "causationid";
    static final String TRACEPARENT = "traceparent";

    /** Of a subject and of an id: stores and logs hold both. */
    private static final int MOST_CHARACTERS = 100;

    private static final int MOST_SOURCE_CHARACTERS = 200;

    private static final byte[] NOTHING_SAID = {'{', '}'};

    /** The record of an event: its topic, its subject as the key, no partition. */
    public ProducerRecord<byte[], byte[]> encode(EventEnvelope<?> envelope) {
        var builder =
                CloudEventBuilder.v1()
                        .withId(envelope.id())
                        .withSource(URI.create(envelope.source()))
                        .withType(envelope.type())
                        .withSubject(envelope.subject())
                        .withTime(envelope.time().atOffset(ZoneOffset.UTC))
                        .withDataContentType("application/json")
                        .withData(EventJson.write(envelope.event()));
        extension(builder, CAUSATION_ID, envelope.causationId());
        extension(builder, CORRELATION_ID, envelope.correlationId());
        extension(builder, TRACEPARENT, envelope.traceparent());
        byte[] key = envelope.subject().getBytes(StandardCharsets.UTF_8);
        return KafkaMessageFactory.<byte[]>createWriter(
                        Topic.of(envelope.event()).topicName(), null, null, key)
                .writeBinary(builder.build());
    }

    private static void extension(
            io.cloudevents.core.v1.CloudEventBuilder builder, String name, @Nullable String value) {
        if (value != null) {
            builder.withExtension(name, value);
        }
    }

    /**
     * The event of a record of a topic. An event of another topic is refused: whoever may write
     * requests must not be able to say more than that.
     *
     * @throws UnreadableEventException as {@link #decode(Headers, byte[])}, or if the event belongs
     *     to another topic of Bascule
     */
    public EventEnvelope<?> decode(String topic, Headers headers, byte @Nullable [] value) {
        var envelope = decode(headers, value);
        var belongs = Topic.of(envelope.event());
        if (!topic.equals(belongs.topicName()) && Topic.named(topic).isPresent()) {
            throw new UnreadableEventException(
                    "Expected an event of "
                            + topic
                            + ", but found "
                            + envelope.type()
                            + ", which belongs to "
                            + belongs.topicName(),
                    null);
        }
        return envelope;
    }

    /**
     * The event of a record.
     *
     * @throws UnreadableEventException if the record is no CloudEvent, of an unknown type, or its
     *     data has not the type's shape
     */
    public EventEnvelope<?> decode(Headers headers, byte @Nullable [] value) {
        var cloudEvent = CloudEvents.read(headers, value);
        var type = type(cloudEvent.getType());
        CloudEventData data = cloudEvent.getData();
        if (data == null && !RequestEvent.class.isAssignableFrom(type)) {
            throw new UnreadableEventException(
                    "Expected the data of " + type.getSimpleName() + ", but the event has none",
                    null);
        }
        byte[] bytes = data == null ? NOTHING_SAID : data.toBytes();
        var envelope = envelope(cloudEvent, readData(cloudEvent, bytes, type));
        refuseWrongNames(cloudEvent, envelope);
        return envelope;
    }

    private static Class<? extends Event> type(String name) {
        return EventTypes.classOf(name)
                .orElseThrow(() -> {
                    var meant = "bascule." + name + ".v1";
                    return new UnreadableEventException(
                            "Expected an event type of Bascule, but found '"
                                    + name
                                    + "'"
                                    + (EventTypes.classOf(meant).isPresent()
                                            ? "; did you mean '" + meant + "'?"
                                            : ""),
                            null);
                });
    }

    private static void refuseWrongNames(CloudEvent cloudEvent, EventEnvelope<?> envelope) {
        @Nullable String wrong = wrongSubject(envelope.subject());
        if (wrong == null
                && (envelope.id().isBlank() || envelope.id().length() > MOST_CHARACTERS)) {
            wrong = "Expected an id of 1 to " + MOST_CHARACTERS + " characters, but found another";
        }
        if (wrong == null && envelope.source().length() > MOST_SOURCE_CHARACTERS) {
            wrong = "Expected a source of at most " + MOST_SOURCE_CHARACTERS + " characters";
        }
        var subject = cloudEvent.getSubject();
        if (wrong == null && subject != null && !subject.equals(envelope.subject())) {
            wrong =
                    "Expected one application, but the subject is '"
                            + subject
                            + "' and the data say '"
                            + envelope.subject()
                            + "'";
        }
        if (wrong != null) {
            throw new UnreadableEventException(wrong, null);
        }
    }

    private static <E extends Event> E readData(CloudEvent cloudEvent, byte[] data, Class<E> type) {
        try {
            return EventJson.read(
                    RequestEvent.class.isAssignableFrom(type)
                            ? withEnvelopeDefaults(cloudEvent, data)
                            : data,
                    type);
        } catch (IllegalArgumentException e) {
            throw new UnreadableEventException(String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] withEnvelopeDefaults(CloudEvent cloudEvent, byte[] data) {
        try {
            var tree = EventJson.mapper().readTree(data);
            if (!(tree instanceof ObjectNode object)) {
                return data;
            }
            RequestDefaults.fill(
                    object, cloudEvent.getSubject(), cloudEvent.getSource().toString());
            return EventJson.mapper().writeValueAsBytes(object);
        } catch (JacksonException e) {
            throw new UnreadableEventException(
                    "Expected JSON data, but " + e.getOriginalMessage(), e);
        }
    }

    /** What is wrong with a subject, in words; null if nothing is. */
    public static @Nullable String wrongSubject(String subject) {
        if (subject.isBlank() || subject.length() > MOST_CHARACTERS) {
            return "Expected a name of 1 to "
                    + MOST_CHARACTERS
                    + " characters as the subject, but found "
                    + (subject.isBlank() ? "an empty one" : subject.length() + " characters");
        }
        return null;
    }

    private static EventEnvelope<?> envelope(CloudEvent cloudEvent, Event event) {
        var time = cloudEvent.getTime();
        return new EventEnvelope<>(
                cloudEvent.getId(),
                cloudEvent.getSource().toString(),
                time == null ? Instant.now() : time.toInstant(),
                text(cloudEvent, CAUSATION_ID),
                text(cloudEvent, CORRELATION_ID),
                text(cloudEvent, TRACEPARENT),
                event);
    }

    private static @Nullable String text(CloudEvent cloudEvent, String extension) {
        Object value = cloudEvent.getExtension(extension);
        return value == null ? null : value.toString();
    }
}
