package io.bascule.backup.wal;

import io.bascule.contracts.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a timeline comes from, as PostgreSQL writes it in {@code 0000000N.history}.
 *
 * @param timeline whose history it is
 * @param ancestors oldest first; none for the first timeline
 */
public record TimelineHistory(int timeline, List<Ancestor> ancestors) {

    public TimelineHistory {
        ancestors = List.copyOf(ancestors);
    }

    /**
     * A timeline that this one grew out of.
     *
     * @param end where it was left
     */
    public record Ancestor(int timeline, Lsn end) {}

    static String fileName(int timeline) {
        return String.format("%08X.history", timeline);
    }

    static TimelineHistory parse(int timeline, String content) {
        var ancestors = new ArrayList<Ancestor>();
        content.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> {
                    String[] fields = line.split("\\s+", 3);
                    if (fields.length < 2) {
                        throw new IllegalArgumentException(
                                "Expected timeline and position in a history, but found '"
                                        + line
                                        + "'");
                    }
                    ancestors.add(
                            new Ancestor(
                                    Integer.parseUnsignedInt(fields[0]), Lsn.parse(fields[1])));
                });
        return new TimelineHistory(timeline, ancestors);
    }

    /** Where that ancestor was left; empty for this timeline itself and for strangers. */
    Optional<Lsn> endOf(int ancestor) {
        return ancestors.stream()
                .filter(each -> each.timeline() == ancestor)
                .map(Ancestor::end)
                .findFirst();
    }

    /** All timelines from the oldest to this one. */
    List<Integer> lineage() {
        var all = new ArrayList<>(ancestors.stream().map(Ancestor::timeline).toList());
        all.add(timeline);
        return all;
    }

    /** Where this timeline begins. */
    Lsn begin() {
        return ancestors.isEmpty() ? Lsn.ZERO : ancestors.getLast().end();
    }
}
