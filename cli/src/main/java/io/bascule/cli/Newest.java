package io.bascule.cli;

import io.bascule.cli.kafka.Heard;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The newest of what was heard, at most so many, by time. */
final class Newest {

    private static final Comparator<Heard> BY_TIME =
            Comparator.comparing(Heard::time)
                    .thenComparing(h -> h.record().topic())
                    .thenComparingInt(h -> h.record().partition())
                    .thenComparingLong(h -> h.record().offset());

    private final PriorityQueue<Heard> kept = new PriorityQueue<>(BY_TIME);
    private final int atMost;
    private long leftOut;

    Newest(int atMost) {
        this.atMost = atMost;
    }

    void add(Heard heard) {
        kept.add(heard);
        if (kept.size() > atMost) {
            var _ = kept.remove();
            leftOut++;
        }
    }

    /** The oldest of them first. */
    List<Heard> inOrder() {
        return kept.stream().sorted(BY_TIME).toList();
    }

    /** How many older ones there were. */
    long leftOut() {
        return leftOut;
    }
}
