package io.bascule.backbone;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Where records go that could not be read or handled: {@code <topic>.dlt}, byte for byte, with one
 * readable line that says why. If the dead-letter topic does not take it either, the record is not
 * passed over.
 */
public final class DeadLetters {

    /** Header: why the record is here, one line. */
    public static final String REASON = "dr-dlt-reason";

    /** Header: the service that could not handle it. */
    public static final String SERVICE = "dr-dlt-service";

    /** Header: where it stood: topic, partition and offset as {@code topic/partition@offset}. */
    public static final String ORIGIN = "dr-dlt-origin";

    /** Header: when it was put here, ISO-8601. */
    public static final String AT = "dr-dlt-at";

    /**
     * Header of a mark: the letter that was replayed, {@code topic/partition@offset}. A mark lies
     * beside its letter and is none itself: it has no value, and was written in the same
     * transaction as the replayed record.
     */
    public static final String REPLAYED = "dr-dlt-replayed";

    /** What the names of all these headers begin with; the original record had none of them. */
    public static final String PREFIX = "dr-dlt-";

    private static final int REASON_CHARACTERS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final KafkaOperations<byte[], byte[]> kafka;
    private final String service;
    private final Clock clock;
    private final EventMeters meters;

    DeadLetters(
            KafkaOperations<byte[], byte[]> kafka,
            String service,
            Clock clock,
            EventMeters meters) {
        this.kafka = kafka;
        this.service = service;
        this.clock = clock;
        this.meters = meters;
    }

    /** Puts a record aside and waits until the broker has it. */
    public void put(ConsumerRecord<?, ?> record, Throwable error) {
        String reason = reason(error);
        var letter = letter(record, reason, service, clock);
        try {
            var _ = kafka.send(letter).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while writing to " + letter.topic(), e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException(
                    "Expected " + letter.topic() + " to take a record, but " + e, e);
        }
        meters.deadLettered(record.topic());
        try (var _ = LogContext.of(record)) {
            LOG.atWarn()
                    .addKeyValue("origin", origin(record))
                    .log("Put a record aside in {}: {}", letter.topic(), reason);
        }
    }

    /**
     * The record as it is put aside; for those who write it by other means, such as a stream's
     * sink.
     */
    public static ProducerRecord<byte[], byte[]> letter(
            ConsumerRecord<?, ?> record, String reason, String service, Clock clock) {
        var headers = new RecordHeaders(record.headers());
        mark(headers, reason, service, origin(record), clock.instant());
        return new ProducerRecord<>(
                record.topic() + ".dlt",
                null,
                null,
                (byte[]) record.key(),
                (byte[]) record.value(),
                headers);
    }

    /**
     * Says in the headers why a record is put aside.
     *
     * @param origin where it stood, {@code topic/partition@offset}
     */
    public static void mark(
            Headers headers, String reason, String service, String origin, Instant at) {
        headers.add(REASON, utf8(reason));
        headers.add(SERVICE, utf8(service));
        headers.add(ORIGIN, utf8(origin));
        headers.add(AT, utf8(at.toString()));
    }

    /** The innermost cause that says something, on one line of at most 1,000 characters. */
    static String reason(Throwable error) {
        Throwable innermost = error;
        @Nullable String said = error.getMessage();
        while (innermost.getCause() != null && !(innermost instanceof UnreadableEventException)) {
            innermost = innermost.getCause();
            if (innermost.getMessage() != null) {
                said = innermost.getMessage();
            }
        }
        String line =
                (innermost instanceof UnreadableEventException
                                ? ""
                                : innermost.getClass().getSimpleName() + ": ")
                        + String.valueOf(said).replaceAll("\\s+", " ");
        return line.length() <= REASON_CHARACTERS ? line : line.substring(0, REASON_CHARACTERS);
    }

    private static String origin(ConsumerRecord<?, ?> record) {
        return record.topic() + "/" + record.partition() + "@" + record.offset();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
