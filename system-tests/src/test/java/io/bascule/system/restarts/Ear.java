package io.bascule.system.restarts;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.CommandEvent;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Hears everything that is said, in no group, and keeps it with the moment at which it arrived; of
 * lag only the newest, of the ledger's commits none.
 */
final class Ear implements AutoCloseable {

    /** A word and when it arrived here. */
    record Word(EventEnvelope<?> envelope, Instant arrived) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventCodec codec = new EventCodec();
    private final List<Word> words = new ArrayList<>();
    private final Thread reader;
    private @Nullable LagMeasured newestLag;
    private volatile boolean closed;

    Ear(String bootstrapServers) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_committed",
                                "enable.auto.commit",
                                false,
                                "fetch.max.wait.ms",
                                100,
                                "auto.offset.reset",
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        reader = Thread.ofPlatform().daemon().name("ear").start(this::read);
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
        closed = true;
        consumer.wakeup();
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (consumer) {
            consumer.assign(
                    Arrays.stream(Topic.values())
                            .flatMap(topic -> partitions(topic.topicName()))
                            .toList());
            while (!closed) {
                for (var each : consumer.poll(Duration.ofSeconds(1))) {
                    hear(each);
                }
            }
        } catch (WakeupException e) {
            if (!closed) {
                throw e;
            }
        }
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

    private static Stream<TopicPartition> partitions(String topic) {
        return IntStream.range(0, Topic.PARTITIONS).mapToObj(p -> new TopicPartition(topic, p));
    }
}
