package io.bascule.cli.kafka;

import io.bascule.backbone.DeadLetters;
import io.bascule.contracts.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What lies among the dead letters. A letter that was replayed stays where it is; a mark beside it
 * says so, or beside one of its copies.
 *
 * @param letters the oldest first, of at most {@value #MOST} records
 * @param leftOut how many further records there are
 */
public record DeadLetterBox(List<Letter> letters, long leftOut) {

    /** Records that are looked at, at most. */
    public static final int MOST = 10_000;

    public DeadLetterBox {
        letters = List.copyOf(letters);
    }

    /** The topics that dead letters of these topics lie on; of all if none is named. */
    public static List<String> topics(Collection<Topic> sources) {
        return (sources.isEmpty() ? Arrays.asList(Topic.values()) : sources)
                .stream().map(Topic::deadLetterName).toList();
    }

    /** Opens it: reads these topics from their beginning. */
    public static DeadLetterBox open(TopicLog log, List<String> topics) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        var marked = new HashSet<String>();
        var leftOut = new long[1];
        log.from(topics, new Start.Beginning());
        log.toEnd(heard -> {
            var record = heard.record();
            var mark = record.headers().lastHeader(DeadLetters.REPLAYED);
            if (mark != null) {
                marked.add(Heard.text(mark.value()));
            } else if (records.size() < MOST) {
                records.add(record);
            } else {
                leftOut[0]++;
            }
        });
        var copies = new LinkedHashMap<Object, List<ConsumerRecord<byte[], byte[]>>>();
        records.forEach(r -> copies.computeIfAbsent(source(r), _ -> new ArrayList<>()).add(r));
        return new DeadLetterBox(
                copies.values().stream()
                        .map(same ->
                                new Letter(
                                        same,
                                        same.stream().anyMatch(r -> marked.contains(place(r)))))
                        .sorted(Comparator.comparing(Letter::at).thenComparing(Letter::id))
                        .toList(),
                leftOut[0]);
    }

    /**
     * What copies of one record have in common. The offset alone does not tell: a topic that was
     * made anew counts from 0 again.
     */
    private static Object source(ConsumerRecord<byte[], byte[]> record) {
        var origin = Letter.origin(record);
        return origin.equals(Letter.UNKNOWN)
                ? place(record)
                : List.of(origin, bytes(record.key()), bytes(record.value()));
    }

    private static ByteBuffer bytes(byte @Nullable [] bytes) {
        return ByteBuffer.wrap(bytes == null ? new byte[0] : bytes);
    }

    /** The letter of that name, in full or in brief. */
    public Optional<Letter> letter(String id) {
        return letters.stream().filter(l -> l.isCalled(id)).findFirst();
    }

    /** A letter's place as marks name it: {@code topic/partition@offset}. */
    static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + "/" + record.partition() + "@" + record.offset();
    }
}
