package io.bascule.cli.kafka;

import io.bascule.backbone.DeadLetters;
import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters back onto the topics that they came from: key, value and headers as they were.
 * Each replayed record and the marks beside all copies of its letter are one transaction, so that a
 * letter is marked if and only if it was replayed.
 */
public final class Replay implements AutoCloseable {

    private static final Duration WITHIN = Duration.ofSeconds(20);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String bootstrapServers;
    private final String by;

    /**
     * @param by who replays, for the mark
     */
    public Replay(String bootstrapServers, String by) {
        this.bootstrapServers = bootstrapServers;
        this.by = by;
        int millis = (int) WITHIN.toMillis();
        try {
            this.producer =
                    new KafkaProducer<>(
                            Map.of(
                                    "bootstrap.servers",
                                    bootstrapServers,
                                    "client.id",
                                    "bascule-cli",
                                    "transactional.id",
                                    "bascule-replay-" + UUID.randomUUID(),
                                    "acks",
                                    "all",
                                    "max.block.ms",
                                    millis,
                                    "request.timeout.ms",
                                    5_000,
                                    "delivery.timeout.ms",
                                    millis,
                                    "transaction.timeout.ms",
                                    millis),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
            producer.initTransactions();
        } catch (KafkaException e) {
            throw TopicLog.refused(bootstrapServers, e);
        }
    }

    /**
     * Replays one.
     *
     * @throws TalkException if the broker did not take all of it; then nothing of it is there
     */
    public void replay(Letter letter) {
        try {
            producer.beginTransaction();
            var _ = producer.send(original(letter));
            for (var copy : letter.copies()) {
                var _ = producer.send(mark(letter, copy));
            }
            producer.commitTransaction();
        } catch (KafkaException e) {
            abort(e);
            throw new TalkException(
                    Kind.UNREACHABLE,
                    "Expected the broker at %s to take %s back, but: %s; what was replayed before is marked: call again"
                            .formatted(bootstrapServers, letter.id(), e),
                    e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }

    private void abort(KafkaException cause) {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            // The transaction ends by its timeout.
            cause.addSuppressed(e);
        }
    }

    /** To the partition it stood on, so that the order there is kept as far as it can be. */
    private ProducerRecord<byte[], byte[]> original(Letter letter) {
        var headers = new RecordHeaders();
        letter.record()
                .headers()
                .forEach(h -> {
                    if (!h.key().startsWith(DeadLetters.PREFIX)) {
                        headers.add(h);
                    }
                });
        return new ProducerRecord<>(
                letter.topic(),
                partition(letter),
                letter.record().key(),
                letter.record().value(),
                headers);
    }

    private ProducerRecord<byte[], byte[]> mark(
            Letter letter, ConsumerRecord<byte[], byte[]> record) {
        var headers = new RecordHeaders();
        DeadLetters.mark(
                headers,
                "Replayed to " + letter.topic() + " by " + by + ": a mark, not a letter",
                "cli",
                DeadLetterBox.place(record),
                Instant.now());
        headers.add(
                DeadLetters.REPLAYED, DeadLetterBox.place(record).getBytes(StandardCharsets.UTF_8));
        return new ProducerRecord<>(
                record.topic(), record.partition(), record.key(), null, headers);
    }

    private @Nullable Integer partition(Letter letter) {
        var origin = letter.origin();
        var prefix = letter.topic() + "/";
        int at = origin.lastIndexOf('@');
        if (!origin.startsWith(prefix) || at < prefix.length()) {
            return null;
        }
        try {
            int partition = Integer.parseInt(origin.substring(prefix.length(), at));
            return partition < producer.partitionsFor(letter.topic()).size() ? partition : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
