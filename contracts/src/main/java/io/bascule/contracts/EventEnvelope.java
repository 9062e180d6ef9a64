package io.bascule.contracts;

import io.bascule.contracts.event.Event;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event with what every event says of itself: the CloudEvents attributes, typed.
 *
 * @param id UUID version 7; with {@code source} it is the identity by which duplicates are known
 * @param source who says it, a relative URI such as {@code /failover-coordinator/witness}
 * @param time when it was observed, by the clock of {@code source}
 * @param causationId id of the event that led to this one; null for a first cause
 * @param correlationId the recovery run or drill it belongs to; null outside of one
 * @param traceparent W3C trace context; null when nothing is traced
 * @param event what is said
 */
public record EventEnvelope<E extends Event>(
        String id,
        String source,
        Instant time,
        @Nullable String causationId,
        @Nullable String correlationId,
        @Nullable String traceparent,
        E event) {

    public EventEnvelope {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(event, "event");
    }

    /** The CloudEvents type, such as {@code bascule.BackupCompleted.v1}. */
    public String type() {
        return EventTypes.typeOf(event.getClass());
    }

    /** The CloudEvents subject and the record key: the application, or the site for site health. */
    public String subject() {
        return event.subject();
    }
}
