package io.bascule.backbone;

import io.bascule.contracts.EventJson;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records to CloudEvents: in binary mode if there is a header {@code ce_specversion}; otherwise any
 * JSON object is read in structured mode, whatever its content type says, because that is what a
 * person types. What is no CloudEvent is refused in words that such a person can act on.
 */
final class CloudEvents {

    private static final String STRUCTURED = JsonFormat.CONTENT_TYPE;

    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

    private CloudEvents() {}

    static CloudEvent read(Headers headers, byte @Nullable [] value) {
        if (headers.lastHeader("ce_specversion") != null) {
            return parsed(() -> KafkaMessageFactory.createReader(headers, value).toEvent());
        }
        if (value == null || isBlank(value)) {
            throw new UnreadableEventException(
                    "Expected a CloudEvent, but the record has no value and no ce_ headers", null);
        }
        if (isStructured(headers) || first(value) == '{') {
            refuseIncomplete(value);
            var format =
                    Objects.requireNonNull(
                            EventFormatProvider.getInstance().resolveFormat(STRUCTURED),
                            STRUCTURED);
            return parsed(() -> format.deserialize(value));
        }
        throw new UnreadableEventException(
                "Expected a CloudEvent, but found neither ce_ headers nor a JSON object: "
                        + beginning(value)
                        + "; kcat makes each line a record, so write the object on one line",
                null);
    }

    private static CloudEvent parsed(java.util.function.Supplier<CloudEvent> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            throw new UnreadableEventException("Expected a CloudEvent, but " + e.getMessage(), e);
        }
    }

    private static boolean isStructured(Headers headers) {
        for (Header header : headers) {
            if (header.key().equalsIgnoreCase("content-type") && header.value() != null) {
                return new String(header.value(), StandardCharsets.UTF_8).startsWith(STRUCTURED);
            }
        }
        return false;
    }

    /** All that is missing, at once: the library names one attribute at a time. */
    private static void refuseIncomplete(byte[] value) {
        try {
            if (EventJson.mapper().readTree(value) instanceof ObjectNode object) {
                var missing = REQUIRED.stream().filter(name -> !object.has(name)).toList();
                if (missing.isEmpty()) {
                    return;
                }
                throw new UnreadableEventException(
                        "Expected a CloudEvent with the attributes "
                                + String.join(", ", REQUIRED)
                                + ", but "
                                + String.join(", ", missing)
                                + " "
                                + (missing.size() == 1 ? "is" : "are")
                                + " missing; an id is any text that no other event of the source has",
                        null);
            }
        } catch (JacksonException e) {
            throw new UnreadableEventException(
                    "Expected a CloudEvent, but it is no whole JSON object: "
                            + beginning(value)
                            + " ("
                            + e.getOriginalMessage()
                            + "); kcat makes each line a record, so write the object on one line",
                    e);
        }
        throw new UnreadableEventException(
                "Expected a CloudEvent, but found no JSON object: " + beginning(value), null);
    }

    private static boolean isBlank(byte[] value) {
        return first(value) == 0 && new String(value, StandardCharsets.UTF_8).isBlank();
    }

    private static int first(byte[] value) {
        for (byte b : value) {
            if (!Character.isWhitespace(b)) {
                return b;
            }
        }
        return 0;
    }

    /** Enough to find it again; a whole record may be large, or hold what is no text. */
    private static String beginning(byte[] value) {
        var text = new String(value, 0, Math.min(value.length, 60), StandardCharsets.UTF_8);
        return "'" + text.replaceAll("\\p{Cntrl}+", " ").strip() + "'";
    }
}
