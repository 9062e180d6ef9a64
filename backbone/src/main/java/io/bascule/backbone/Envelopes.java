package io.bascule.backbone;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.Event;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Puts events of one source into envelopes: new id, time of now, and the thread to their cause.
 * Every event stands in a trace: its cause's, or one that begins with it.
 */
public final class Envelopes {

    private final String source;
    private final Clock clock;

    /**
     * @param source a relative URI that names service and place, such as {@code
     *     /backup-service/witness}
     * @param clock the clock of that place
     */
    public Envelopes(String source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** Who speaks. */
    public String source() {
        return source;
    }

    /** A first cause. */
    public <E extends Event> EventEnvelope<E> wrap(E event) {
        return wrap(event, null, null);
    }

    /** What another event led to; correlation and trace are inherited from it. */
    public <E extends Event> EventEnvelope<E> wrap(E event, @Nullable EventEnvelope<?> cause) {
        return wrap(event, cause, cause == null ? null : cause.correlationId());
    }

    /** What another event led to, within a run or drill. */
    public <E extends Event> EventEnvelope<E> wrap(
            E event, @Nullable EventEnvelope<?> cause, @Nullable String correlationId) {
        return wrap(event, cause, correlationId, cause == null ? null : cause.traceparent());
    }

    /**
     * What another event led to, in a trace that may be another than the cause's.
     *
     * @param traceparent the trace it belongs to; null for a new one
     */
    public <E extends Event> EventEnvelope<E> wrap(
            E event,
            @Nullable EventEnvelope<?> cause,
            @Nullable String correlationId,
            @Nullable String traceparent) {
        Instant now = clock.instant();
        return new EventEnvelope<>(
                UuidV7.at(now.toEpochMilli()).toString(),
                source,
                now,
                cause == null ? null : cause.id(),
                correlationId,
                Trace.follow(traceparent),
                event);
    }
}
