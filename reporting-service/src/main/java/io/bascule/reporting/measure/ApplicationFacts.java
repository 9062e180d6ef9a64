package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.Event;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The facts of one application, each once, in one canonical order: by time, then by id. The order
 * of arrival, duplicates and the interleaving of topics leave no trace, so that the same facts
 * always give the same measurement.
 *
 * <p>The order by time is a reading order only. Where it would decide something, the measuring code
 * compares times of one source or clamps, and says so.
 */
public final class ApplicationFacts {

    private static final Comparator<EventEnvelope<?>> READING_ORDER =
            Comparator.<EventEnvelope<?>, java.time.Instant>comparing(EventEnvelope::time)
                    .thenComparing(EventEnvelope::id);

    private final String application;
    private final List<EventEnvelope<?>> inOrder;

    private ApplicationFacts(String application, List<EventEnvelope<?>> inOrder) {
        this.application = application;
        this.inOrder = inOrder;
    }

    /** The facts of that application among the given ones. */
    public static ApplicationFacts of(
            String application, Collection<? extends EventEnvelope<?>> envelopes) {
        var seen = new HashSet<String>();
        List<EventEnvelope<?>> inOrder =
                envelopes.stream()
                        .<EventEnvelope<?>>map(envelope -> envelope)
                        .filter(envelope -> envelope.subject().equals(application))
                        .filter(envelope -> seen.add(envelope.source() + " " + envelope.id()))
                        .sorted(READING_ORDER)
                        .toList();
        return new ApplicationFacts(application, inOrder);
    }

    /** The application's name. */
    public String application() {
        return application;
    }

    /** All facts in reading order. */
    public List<EventEnvelope<?>> all() {
        return inOrder;
    }

    /** The facts of one type in reading order. */
    @SuppressWarnings("unchecked") // the envelope's event is of that class
    public <E extends Event> Stream<EventEnvelope<E>> of(Class<E> type) {
        return inOrder.stream()
                .filter(envelope -> type.isInstance(envelope.event()))
                .map(envelope -> (EventEnvelope<E>) envelope);
    }

    /** The first fact of that type that holds the condition. */
    public <E extends Event> Optional<EventEnvelope<E>> first(Class<E> type, Predicate<E> holds) {
        return of(type).filter(envelope -> holds.test(envelope.event())).findFirst();
    }

    /** The last fact of that type that holds the condition. */
    public <E extends Event> Optional<EventEnvelope<E>> last(Class<E> type, Predicate<E> holds) {
        return of(type).filter(envelope -> holds.test(envelope.event()))
                .reduce((_, later) -> later);
    }
}
