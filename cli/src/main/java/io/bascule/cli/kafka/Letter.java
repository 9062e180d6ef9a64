package io.bascule.cli.kafka;

import io.bascule.backbone.DeadLetters;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A dead letter: a record that somebody could not read or handle. A record that several services
 * read is put aside by each of them: that is one letter, in several copies.
 *
 * @param copies as they lie, the one that was put aside first in front; at least one
 * @param replayed whether it was put back onto its topic
 */
public record Letter(List<ConsumerRecord<byte[], byte[]>> copies, boolean replayed) {

    static final String UNKNOWN = "unknown";

    /**
     * One reader's copy.
     *
     * @param service that could not handle the record
     * @param reason why, one line
     * @param at when it was put aside; else when it was written
     */
    public record Copy(String service, String reason, Instant at) {}

    public Letter {
        copies =
                copies.stream()
                        .sorted(
                                Comparator.<ConsumerRecord<byte[], byte[]>, Instant>comparing(
                                                Letter::putAside)
                                        .thenComparing(Letter::id))
                        .toList();
    }

    /** The copy that was put aside first. */
    ConsumerRecord<byte[], byte[]> record() {
        return copies.getFirst();
    }

    /** Where it lies, such as {@code requests.dlt/2@14}: its name for people. */
    public String id() {
        return id(record());
    }

    private static String id(ConsumerRecord<?, ?> record) {
        return Names.brief(record.topic()) + "/" + record.partition() + "@" + record.offset();
    }

    /** Whether it, or a copy of it, lies there; in full or in brief. */
    boolean isCalled(String name) {
        return copies.stream()
                .anyMatch(r -> id(r).equals(name) || DeadLetterBox.place(r).equals(name));
    }

    /** Why it is here, one line: what the first reader said. */
    public String reason() {
        return reason(record());
    }

    /** Who put it aside, and why, in that order. */
    public List<Copy> readers() {
        return copies.stream()
                .map(r -> new Copy(header(r, DeadLetters.SERVICE, UNKNOWN), reason(r), putAside(r)))
                .toList();
    }

    /** The services that could not handle it, each once. */
    public List<String> services() {
        return readers().stream().map(Copy::service).distinct().toList();
    }

    /** Where it stood, {@code topic/partition@offset}. */
    public String origin() {
        return origin(record());
    }

    static String origin(ConsumerRecord<?, ?> record) {
        return header(record, DeadLetters.ORIGIN, UNKNOWN);
    }

    /** When it was put aside first; else when it was written. */
    public Instant at() {
        return putAside(record());
    }

    /** The topic that it came from and that it is put back onto. */
    public String topic() {
        return Names.source(record().topic());
    }

    /** Its key as text; empty if it has none. */
    public String key() {
        return Heard.text(record().key());
    }

    /** Its value as text; empty if it has none. */
    public String value() {
        return Heard.text(record().value());
    }

    /**
     * The headers of the record as it was, and those that say why the first reader put it aside.
     */
    public Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        record().headers().forEach(h -> headers.put(h.key(), Heard.text(h.value())));
        return headers;
    }

    /** It as a document for machines; times in UTC. */
    public Map<String, Object> document() {
        var document = new LinkedHashMap<String, Object>();
        document.put("id", id());
        document.put("topic", topic());
        document.put("at", at().toString());
        document.put("reason", reason());
        document.put("readers", readers().stream().map(Letter::document).toList());
        document.put("origin", origin());
        document.put("replayed", replayed);
        document.put("key", key());
        document.put("headers", headers());
        document.put("value", value());
        return document;
    }

    private static Map<String, Object> document(Copy copy) {
        var document = new LinkedHashMap<String, Object>();
        document.put("service", copy.service());
        document.put("at", copy.at().toString());
        document.put("reason", copy.reason());
        return document;
    }

    private static String reason(ConsumerRecord<?, ?> record) {
        return header(record, DeadLetters.REASON, "no reason given");
    }

    private static Instant putAside(ConsumerRecord<?, ?> record) {
        try {
            return Instant.parse(header(record, DeadLetters.AT, ""));
        } catch (DateTimeException _) {
            return Instant.ofEpochMilli(record.timestamp());
        }
    }

    private static String header(ConsumerRecord<?, ?> record, String name, String otherwise) {
        var header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? otherwise : Heard.text(header.value());
    }
}
