package io.bascule.cli.kafka;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Topics, read without a group: whoever looks leaves no trace and holds up nobody. Only what was
 * committed is read. That nobody listens at the address is said at once; a broker that does not
 * answer within 30 s is said to be away.
 */
public final class TopicLog implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration STANDSTILL = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String bootstrapServers;
    private final EventCodec codec = new EventCodec();

    /**
     * @throws TalkException if the address is no address
     */
    public TopicLog(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        Listening.mustBe(bootstrapServers);
        this.consumer =
                asking(() ->
                        new KafkaConsumer<>(
                                Map.of(
                                        "bootstrap.servers",
                                        bootstrapServers,
                                        "client.id",
                                        "bascule-cli",
                                        "isolation.level",
                                        "read_committed",
                                        "enable.auto.commit",
                                        false,
                                        "auto.offset.reset",
                                        "earliest",
                                        "fetch.max.wait.ms",
                                        200,
                                        "default.api.timeout.ms",
                                        (int) ANSWER.toMillis(),
                                        "request.timeout.ms",
                                        (int) ANSWER.toMillis() - 5_000,
                                        "reconnect.backoff.max.ms",
                                        500),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer()));
    }

    /**
     * Reads these topics from now on; those that do not exist are passed over.
     *
     * @throws TalkException if the broker is away, or none of the topics exists
     */
    public void from(Collection<String> topics, Start start) {
        var there = asking(consumer::listTopics);
        var partitions =
                topics.stream()
                        .filter(there::containsKey)
                        .flatMap(topic -> there.getOrDefault(topic, List.of()).stream())
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new TalkException(
                    Kind.UNKNOWN,
                    "Expected topics of Bascule at %s, but found none of %s; check --bootstrap-servers"
                            .formatted(bootstrapServers, new TreeSet<>(topics)));
        }
        asking(() -> {
            consumer.assign(partitions);
            seek(partitions, start);
            // The place is fixed now, not at the first poll.
            partitions.forEach(consumer::position);
            return partitions;
        });
    }

    private void seek(List<TopicPartition> partitions, Start start) {
        switch (start) {
            case Start.Beginning _ -> consumer.seekToBeginning(partitions);
            case Start.Now _ -> consumer.seekToEnd(partitions);
            case Start.At at -> {
                var ends = consumer.endOffsets(partitions);
                long time = at.time().toEpochMilli();
                var asked = new java.util.HashMap<TopicPartition, Long>();
                partitions.forEach(p -> asked.put(p, time));
                var found = consumer.offsetsForTimes(asked);
                for (var partition : partitions) {
                    // No record is that young: the next one will be.
                    var place = Optional.ofNullable(found.get(partition));
                    consumer.seek(
                            partition,
                            place.map(p -> p.offset()).orElse(ends.getOrDefault(partition, 0L)));
                }
            }
        }
    }

    /** What comes within that time, in the order of arrival. */
    public List<Heard> next(Duration within) {
        var heard = new ArrayList<Heard>();
        for (var each : asking(() -> consumer.poll(within))) {
            heard.add(read(each));
        }
        return heard;
    }

    /**
     * Reads up to what is the end now.
     *
     * @throws TalkException if nothing comes for 60 s although there is more
     */
    public void toEnd(Consumer<Heard> listener) {
        var ends = asking(() -> consumer.endOffsets(consumer.assignment()));
        long stand = System.nanoTime();
        long read = 0;
        while (ends.entrySet().stream()
                .anyMatch(e -> asking(() -> consumer.position(e.getKey())) < e.getValue())) {
            for (var heard : next(Duration.ofMillis(200))) {
                listener.accept(heard);
            }
            long now = sumOfPositions(ends.keySet());
            if (now > read) {
                read = now;
                stand = System.nanoTime();
            } else if (System.nanoTime() - stand > STANDSTILL.toNanos()) {
                throw away(null);
            }
        }
    }

    private long sumOfPositions(Collection<TopicPartition> partitions) {
        return partitions.stream().mapToLong(consumer::position).sum();
    }

    /** Whether there is a connection to any broker. */
    public boolean isConnected() {
        return consumer.metrics().entrySet().stream()
                .filter(e -> e.getKey().name().equals("connection-count"))
                .anyMatch(e -> e.getValue().metricValue() instanceof Number n && n.intValue() > 0);
    }

    @Override
    public void close() {
        consumer.close(
                org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofMillis(500)));
    }

    private Heard read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new Heard(record, codec.decode(record.headers(), record.value()), null);
        } catch (UnreadableEventException e) {
            return new Heard(record, null, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // Whatever a record does to the decoder, it stops nobody who looks.
            return new Heard(record, null, "Expected a CloudEvent, but " + e);
        }
    }

    private <T> T asking(java.util.function.Supplier<T> question) {
        try {
            return question.get();
        } catch (TimeoutException e) {
            throw away(e);
        } catch (InterruptException e) {
            throw new TalkException(Kind.NO_ANSWER, "Interrupted while reading", e);
        } catch (KafkaException e) {
            throw refused(bootstrapServers, e);
        }
    }

    private TalkException away(@org.jspecify.annotations.Nullable KafkaException e) {
        var message =
                "Expected a broker at %s, but none answers within %d s; check --bootstrap-servers, or start a sandbox by: bascule up"
                        .formatted(bootstrapServers, ANSWER.toSeconds());
        return e == null
                ? new TalkException(Kind.UNREACHABLE, message)
                : new TalkException(Kind.UNREACHABLE, message, e);
    }

    /** A client that does not even begin, or that the broker refuses. */
    static TalkException refused(String bootstrapServers, KafkaException e) {
        Throwable cause = e;
        while (cause.getCause() instanceof ConfigException deeper) {
            cause = deeper;
        }
        return cause instanceof ConfigException
                ? new TalkException(
                        Kind.MALFORMED,
                        "Expected brokers in the form HOST:PORT[,HOST:PORT], but found '"
                                + bootstrapServers
                                + "': "
                                + cause.getMessage(),
                        e)
                : new TalkException(
                        Kind.UNREACHABLE,
                        "Expected the broker at " + bootstrapServers + " to serve, but: " + e,
                        e);
    }
}
