package io.bascule.failover.executor.postgres;

import io.bascule.contracts.Lsn;
import java.util.List;
import java.util.Optional;

/**
 * The history file of a timeline: which timelines it comes from, and where each was left.
 *
 * @param timeline the timeline itself
 * @param forks oldest first
 */
record TimelineHistory(int timeline, List<Fork> forks) {

    TimelineHistory {
        forks = List.copyOf(forks);
    }

    /** A timeline that was left at a position. */
    record Fork(int parent, Lsn at) {}

    /** Reads the text of {@code pg_wal/TTTTTTTT.history}. */
    static TimelineHistory parse(int timeline, String text) {
        var forks =
                text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .map(line -> line.split("\\s+", 3))
                        .filter(words -> words.length >= 2)
                        .map(words -> new Fork(Integer.parseInt(words[0]), Lsn.parse(words[1])))
                        .toList();
        return new TimelineHistory(timeline, forks);
    }

    static String fileName(int timeline) {
        return String.format("%08X.history", timeline);
    }

    /** Where this timeline left its parent. */
    Optional<Fork> last() {
        return forks.isEmpty() ? Optional.empty() : Optional.of(forks.getLast());
    }

    /** Where the line that leads here left that timeline. */
    Optional<Fork> leaving(int parent) {
        return forks.stream().filter(fork -> fork.parent() == parent).findFirst();
    }
}
