package io.bascule.system.restarts;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.CommandEvent;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.sandbox.world.Tap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Hears everything that is said, in no group, and keeps it with the moment at which it arrived; of
 * lag only the newest, of the ledger's commits none.
 */
final class Ear implements AutoCloseable {

    /** A word and when it arrived here. */
    record Word(EventEnvelope<?> envelope, Instant arrived) {}

    private final EventCodec codec = new EventCodec();
    private final List<Word> words = new ArrayList<>();
    private final Tap tap;
    private @Nullable LagMeasured newestLag;

    Ear(String bootstrapServers) {
        tap =
                new Tap(
                        bootstrapServers,
                        Arrays.stream(Topic.values()).map(Topic::topicName).toList(),
                        this::hear);
    }

    /** The newest lag measurement, if it is so. */
    synchronized Optional<LagMeasured> lag(Predicate<LagMeasured> isSo) {
        return Optional.ofNullable(newestLag).filter(isSo);
    }

    /** How much was heard so far: the place of the next word. */
    synchronized int heard() {
        return words.size();
    }

    /** The words from a place on. */
    synchronized List<Word> from(int place) {
        return List.copyOf(words.subList(Math.min(place, words.size()), words.size()));
    }

    /** What was said of that type from a place on. */
    <E extends Event> List<E> said(Class<E> type, int from) {
        return from(from).stream()
                .map(word -> word.envelope().event())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Waits for an event of that type which is so, from a place on. */
    <E extends Event> E await(
            String what, Class<E> type, int from, Duration deadline, Predicate<E> isSo)
            throws InterruptedException {
        return await(
                what, deadline, () -> said(type, from).stream().filter(isSo).findFirst(), from);
    }

    /** Waits until something is found in what was heard. */
    synchronized <T> T await(
            String what, Duration deadline, Supplier<Optional<T>> question, int from)
            throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            var found = question.get();
            if (found.isPresent()) {
                return found.get();
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(
                        "Expected "
                                + what
                                + " within "
                                + deadline.toSeconds()
                                + " s; the newest facts:\n"
                                + newest(from));
            }
            wait(left);
        }
    }

    /** The newest words from a place on, one a line. */
    String newest(int from) {
        var all =
                from(from).stream()
                        .filter(word -> !(word.envelope().event() instanceof CommandEvent))
                        .toList();
        return String.join(
                "\n",
                all.subList(Math.max(0, all.size() - 12), all.size()).stream()
                        .map(word ->
                                word.arrived()
                                        + " "
                                        + word.envelope().source()
                                        + " "
                                        + word.envelope().event())
                        .toList());
    }

    @Override
    public void close() {
        tap.close();
    }

    private void hear(ConsumerRecord<byte[], byte[]> record) {
        try {
            keep(codec.decode(record.headers(), record.value()));
        } catch (UnreadableEventException e) {
            // Whoever is to act on it puts it aside.
            System.err.println("ear: " + e.getMessage());
        }
    }

    private synchronized void keep(EventEnvelope<?> envelope) {
        var event = envelope.event();
        if (event instanceof LagMeasured measured) {
            newestLag = measured;
        } else if (!(event instanceof CommitsRecorded)) {
            words.add(new Word(envelope, Instant.now()));
        }
        notifyAll();
    }
}
