package io.bascule.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Fields of documents that others wrote; what is absent or of another form is not known. */
final class Json {

    private Json() {}

    /** A text; empty if it is not known. */
    static String text(JsonNode node, String field) {
        var value = node.path(field);
        return value.isString() ? value.asString() : value.isNumber() ? value.toString() : "";
    }

    static @Nullable Double number(JsonNode node, String field) {
        var value = node.path(field);
        return value.isNumber() ? value.asDouble() : null;
    }

    static @Nullable Long count(JsonNode node, String field) {
        var value = node.path(field);
        return value.isNumber() ? value.asLong() : null;
    }

    static @Nullable Instant instant(JsonNode node, String field) {
        try {
            var text = text(node, field);
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException _) {
            return null;
        }
    }
}
