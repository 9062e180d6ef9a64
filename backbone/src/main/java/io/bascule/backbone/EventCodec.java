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
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The only way from an event to a Kafka record and back: CloudEvents 1.0, Kafka protocol binding.
 *
 * <p>Written in binary mode: attributes as {@code ce_*} headers, JSON data as the value, so that a
 * line of a console consumer can be read. Read in binary and in structured mode, and a JSON object
 * with {@code specversion} but without any header is read as structured too, because that is what a
 * person types.
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

    private static final byte[] NOTHING_SAID = {'{', '}'};
    private static final String STRUCTURED = JsonFormat.CONTENT_TYPE;

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
     * The event of a record.
     *
     * @throws UnreadableEventException if the record is no CloudEvent, of an unknown type, or its
     *     data has not the type's shape
     */
    public EventEnvelope<?> decode(Headers headers, byte @Nullable [] value) {
        CloudEvent cloudEvent = readCloudEvent(headers, value);
        var type =
                EventTypes.classOf(cloudEvent.getType())
                        .orElseThrow(() ->
                                new UnreadableEventException(
                                        "Expected an event type of Bascule, but found '"
                                                + cloudEvent.getType()
                                                + "'",
                                        null));
        CloudEventData data = cloudEvent.getData();
        if (data == null && !RequestEvent.class.isAssignableFrom(type)) {
            throw new UnreadableEventException(
                    "Expected the data of " + type.getSimpleName() + ", but the event has none",
                    null);
        }
        byte[] bytes = data == null ? NOTHING_SAID : data.toBytes();
        return envelope(cloudEvent, readData(cloudEvent, bytes, type));
    }

    private static CloudEvent readCloudEvent(Headers headers, byte @Nullable [] value) {
        try {
            if (value != null && isStructured(headers, value)) {
                var format =
                        Objects.requireNonNull(
                                EventFormatProvider.getInstance().resolveFormat(STRUCTURED),
                                STRUCTURED);
                return format.deserialize(value);
            }
            return KafkaMessageFactory.createReader(headers, value).toEvent();
        } catch (RuntimeException e) {
            throw new UnreadableEventException("Expected a CloudEvent, but " + e.getMessage(), e);
        }
    }

    private static boolean isStructured(Headers headers, byte[] value) {
        if (headers.lastHeader("ce_specversion") != null) {
            return false;
        }
        Header contentType = headers.lastHeader("content-type");
        if (contentType != null && contentType.value() != null) {
            return new String(contentType.value(), StandardCharsets.UTF_8).startsWith(STRUCTURED);
        }
        for (byte b : value) {
            if (!Character.isWhitespace(b)) {
                return b == '{';
            }
        }
        return false;
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
