package io.bascule.cli.kafka;

import io.bascule.backbone.DeadLetters;
import io.bascule.contracts.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What lies among the dead letters. A letter that was replayed stays where it is; a mark beside it
 * says so.
 *
 * @param letters the oldest first, at most {@value #MOST}
 * @param leftOut how many younger ones there are beyond that
 */
public record DeadLetterBox(List<Letter> letters, long leftOut) {

    /** Letters that are looked at, at most. */
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
        return new DeadLetterBox(
                records.stream()
                        .map(r -> new Letter(r, marked.contains(place(r))))
                        .sorted(Comparator.comparing(Letter::at).thenComparing(Letter::id))
                        .toList(),
                leftOut[0]);
    }

    /** The letter of that name, in full or in brief. */
    public Optional<Letter> letter(String id) {
        return letters.stream()
                .filter(l -> l.id().equals(id) || place(l.record()).equals(id))
                .findFirst();
    }

    /** A letter's place as marks name it: {@code topic/partition@offset}. */
    static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + "/" + record.partition() + "@" + record.offset();
    }
}
