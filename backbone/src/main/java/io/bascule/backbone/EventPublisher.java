package io.bascule.backbone;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says something on the topic it belongs to. */
public interface EventPublisher {

    /** Publishes a first cause and waits for the broker's acknowledgement. */
    default <E extends Event> EventEnvelope<E> publish(E event) {
        return publish(event, null);
    }

    /** Publishes what another event led to and waits for the broker's acknowledgement. */
    default <E extends Event> EventEnvelope<E> publish(E event, @Nullable EventEnvelope<?> cause) {
        return publish(event, cause, cause == null ? null : cause.correlationId());
    }

    /**
     * Publishes within a run or drill and waits for the broker's acknowledgement, at most 30 s.
     *
     * @throws PublishFailedException if the broker did not acknowledge it in that time
     */
    <E extends Event> EventEnvelope<E> publish(
            E event, @Nullable EventEnvelope<?> cause, @Nullable String correlationId);

    /**
     * Publishes envelopes that the caller made, such as those whose answers it awaits by their ids,
     * and waits for the broker's acknowledgement of all of them, at most 30 s.
     *
     * @throws PublishFailedException if the broker did not acknowledge all of them in that time;
     *     some may have been written
     */
    void publish(List<? extends EventEnvelope<?>> envelopes);

    /**
     * Publishes without waiting, for facts of high rate whose loss the next one heals. A failure is
     * logged and counted.
     */
    <E extends Event> EventEnvelope<E> publishLater(E event, @Nullable EventEnvelope<?> cause);
}
