package io.bascule.contracts;

import io.bascule.contracts.event.Event;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one JSON form of an event's data. Fields that a reader does not know are ignored, so that
 * adding one breaks nobody; absent optional fields are left out.
 */
public final class EventJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .changeDefaultPropertyInclusion(v ->
                            v.withValueInclusion(
                                    com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
                    .build();

    private EventJson() {}

    /** The mapper with these rules, for other documents of Bascule (reports, manifests, state). */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** The data of an event as UTF-8 JSON. */
    public static byte[] write(Event event) {
        return MAPPER.writeValueAsBytes(event);
    }

    /**
     * Reads the data of an event.
     *
     * @throws IllegalArgumentException if the bytes are no JSON object of that shape; the message
     *     says what was expected and what was found
     */
    public static <E extends Event> E read(byte[] data, Class<E> type) {
        try {
            var event = MAPPER.readValue(data, type);
            if (event == null) {
                throw new IllegalArgumentException(
                        "Expected the data of " + type.getSimpleName() + ", but found null");
            }
            RequiredFields.check(event);
            return event;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    missing(data, type)
                            .orElse(
                                    "Expected the data of "
                                            + type.getSimpleName()
                                            + ", but "
                                            + e.getOriginalMessage()),
                    e);
        }
    }

    /** A missing list stops its record's constructor: looked for only when something went wrong. */
    private static Optional<String> missing(byte[] data, Class<?> type) {
        try {
            return RequiredFields.missingIn(MAPPER.readTree(data), type);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
