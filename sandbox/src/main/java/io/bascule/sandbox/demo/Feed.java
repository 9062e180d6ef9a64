package io.bascule.sandbox.demo;

import io.bascule.backbone.DeadLetters;
import io.bascule.backbone.EventCodec;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.sandbox.world.Tap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Everything that is said on any topic, from the beginning. Facts are kept, so that one can be
 * asked for after it was heard; of lag only the newest per application, of commits and commands
 * none.
 */
final class Feed implements AutoCloseable {

    /** Hears every event once, in the order of arrival. */
    interface Listener {
        void heard(EventEnvelope<?> envelope);

        /** A record that nobody could read or handle. */
        void deadLetter(String topic, String reason);
    }

    private final Listener listener;
    private final EventCodec codec = new EventCodec();
    private final List<EventEnvelope<?>> kept = new ArrayList<>();
    private final Map<String, EventEnvelope<LagMeasured>> lag = new ConcurrentHashMap<>();
    private final Tap tap;

    Feed(String bootstrapServers, Listener listener) {
        this.listener = listener;
        this.tap =
                new Tap(
                        bootstrapServers,
                        Arrays.stream(Topic.values())
                                .flatMap(t -> Stream.of(t.topicName(), t.deadLetterName()))
                                .toList(),
                        this::take);
    }

    /** Every kept fact of a type, in the order of arrival. */
    synchronized <E extends Event> List<EventEnvelope<E>> all(Class<E> type) {
        var found = new ArrayList<EventEnvelope<E>>();
        for (var envelope : kept) {
            as(type, envelope).ifPresent(found::add);
        }
        return found;
    }

    /** The newest lag measurement of an application. */
    Optional<EventEnvelope<LagMeasured>> lag(String application) {
        return Optional.ofNullable(lag.get(application));
    }

    /**
     * Waits until something holds of what was heard.
     *
     * @return what was found; empty at the deadline
     */
    synchronized <T> Optional<T> await(
            java.util.function.Supplier<Optional<T>> question, Duration deadline)
            throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            var found = question.get();
            long left = (end - System.nanoTime()) / 1_000_000;
            if (found.isPresent() || left <= 0) {
                return found;
            }
            wait(left);
        }
    }

    /** The first kept fact of that type which is so. */
    synchronized <E extends Event> Optional<EventEnvelope<E>> first(
            Class<E> type, Predicate<EventEnvelope<E>> isSo) {
        return all(type).stream().filter(isSo).findFirst();
    }

    /** The number of kept facts: the place of the next one. */
    synchronized long heard() {
        return kept.size();
    }

    /** The kept facts from a place on. */
    synchronized List<EventEnvelope<?>> after(long place) {
        return List.copyOf(kept.subList((int) Math.min(place, kept.size()), kept.size()));
    }

    /** The first kept fact of that type from a place on which is so. */
    synchronized <E extends Event> Optional<EventEnvelope<E>> firstFrom(
            Class<E> type, long place, Predicate<EventEnvelope<E>> isSo) {
        return after(place).stream().flatMap(e -> as(type, e).stream()).filter(isSo).findFirst();
    }

    /** The newest facts, at most so many. */
    synchronized List<EventEnvelope<?>> newest(int atMost) {
        return List.copyOf(kept.subList(Math.max(0, kept.size() - atMost), kept.size()));
    }

    @Override
    public void close() {
        tap.close();
    }

    private void take(ConsumerRecord<byte[], byte[]> each) {
        if (each.headers().lastHeader(DeadLetters.REPLAYED) != null) {
            return;
        }
        if (each.topic().endsWith(".dlt")) {
            var reason = each.headers().lastHeader(DeadLetters.REASON);
            listener.deadLetter(
                    each.topic(),
                    reason == null
                            ? "no reason given"
                            : new String(reason.value(), StandardCharsets.UTF_8));
            return;
        }
        try {
            var envelope = codec.decode(each.headers(), each.value());
            keep(envelope);
            listener.heard(envelope);
        } catch (UnreadableEventException e) {
            listener.deadLetter(each.topic(), String.valueOf(e.getMessage()));
        }
    }

    private synchronized void keep(EventEnvelope<?> envelope) {
        var measured = as(LagMeasured.class, envelope);
        if (measured.isPresent()) {
            lag.put(envelope.subject(), measured.get());
        } else if (!(envelope.event() instanceof CommitsRecorded)
                && !(envelope.event() instanceof StepCommanded)) {
            kept.add(envelope);
        }
        notifyAll();
    }

    private static <E extends Event> Optional<EventEnvelope<E>> as(
            Class<E> type, EventEnvelope<?> envelope) {
        return type.isInstance(envelope.event())
                ? Optional.of(
                        new EventEnvelope<>(
                                envelope.id(),
                                envelope.source(),
                                envelope.time(),
                                envelope.causationId(),
                                envelope.correlationId(),
                                envelope.traceparent(),
                                type.cast(envelope.event())))
                : Optional.empty();
    }
}
