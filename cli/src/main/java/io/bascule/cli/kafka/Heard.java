package io.bascule.cli.kafka;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic: an event, or what nobody can read and why.
 *
 * @param envelope the event; null if it cannot be read
 * @param unreadable why not; null if it can
 */
public record Heard(
        ConsumerRecord<byte[], byte[]> record,
        @Nullable EventEnvelope<?> envelope,
        @Nullable String unreadable) {

    /** When it was observed; of a record that cannot be read, when it was written. */
    public Instant time() {
        return envelope == null ? Instant.ofEpochMilli(record.timestamp()) : envelope.time();
    }

    /** Where it stands, such as {@code requests/2@14}. */
    public String place() {
        return Names.brief(record.topic()) + "/" + record.partition() + "@" + record.offset();
    }

    /** Whether it lies among dead letters. */
    public boolean isDeadLetter() {
        return record.topic().endsWith(Names.DEAD);
    }

    /** What it is about; of a record that cannot be read, its key. */
    public String subject() {
        return envelope == null ? text(record.key()) : envelope.subject();
    }

    /** It as a document for machines; times in UTC. */
    public Map<String, Object> document() {
        var document = new LinkedHashMap<String, Object>();
        document.put("topic", record.topic());
        document.put("partition", record.partition());
        document.put("offset", record.offset());
        document.put("time", time().toString());
        if (envelope == null) {
            document.put("key", text(record.key()));
            document.put("unreadable", Objects.requireNonNullElse(unreadable, ""));
            document.put("value", text(record.value()));
            return document;
        }
        document.put("id", envelope.id());
        document.put("type", envelope.type());
        document.put("source", envelope.source());
        document.put("subject", envelope.subject());
        putIfThere(document, "causationId", envelope.causationId());
        putIfThere(document, "correlationId", envelope.correlationId());
        putIfThere(document, "traceparent", envelope.traceparent());
        document.put("data", envelope.event());
        return document;
    }

    private static void putIfThere(
            Map<String, Object> document, String name, @Nullable String value) {
        if (value != null) {
            document.put(name, value);
        }
    }

    /** Bytes as UTF-8; nothing as an empty text. */
    static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** The topic of ours that it stands on, or whose dead letter it is. */
    public java.util.Optional<Topic> topic() {
        return Topic.named(Names.source(record.topic()));
    }
}
