package io.bascule.cli.kafka;

import io.bascule.backbone.DeadLetters;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A dead letter: a record that nobody could read or handle.
 *
 * @param replayed whether it was put back onto its topic
 */
public record Letter(ConsumerRecord<byte[], byte[]> record, boolean replayed) {

    /** Where it lies, such as {@code requests.dlt/2@14}: its name for people. */
    public String id() {
        return id(record);
    }

    static String id(ConsumerRecord<?, ?> record) {
        return Names.brief(record.topic()) + "/" + record.partition() + "@" + record.offset();
    }

    /** Why it is here, one line. */
    public String reason() {
        return header(DeadLetters.REASON, "no reason given");
    }

    /** The service that could not handle it. */
    public String service() {
        return header(DeadLetters.SERVICE, "unknown");
    }

    /** Where it stood, {@code topic/partition@offset}. */
    public String origin() {
        return header(DeadLetters.ORIGIN, "unknown");
    }

    /** When it was put aside; else when it was written. */
    public Instant at() {
        try {
            return Instant.parse(header(DeadLetters.AT, ""));
        } catch (DateTimeException _) {
            return Instant.ofEpochMilli(record.timestamp());
        }
    }

    /** The topic that it came from and that it is put back onto. */
    public String topic() {
        return Names.source(record.topic());
    }

    /** Its key as text; empty if it has none. */
    public String key() {
        return Heard.text(record.key());
    }

    /** Its value as text; empty if it has none. */
    public String value() {
        return Heard.text(record.value());
    }

    /** The headers of the record as it was, and those that say why it is here. */
    public Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        record.headers().forEach(h -> headers.put(h.key(), Heard.text(h.value())));
        return headers;
    }

    /** It as a document for machines; times in UTC. */
    public Map<String, Object> document() {
        var document = new LinkedHashMap<String, Object>();
        document.put("id", id());
        document.put("topic", topic());
        document.put("at", at().toString());
        document.put("reason", reason());
        document.put("service", service());
        document.put("origin", origin());
        document.put("replayed", replayed);
        document.put("key", key());
        document.put("headers", headers());
        document.put("value", value());
        return document;
    }

    private String header(String name, String otherwise) {
        var header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? otherwise : Heard.text(header.value());
    }
}
