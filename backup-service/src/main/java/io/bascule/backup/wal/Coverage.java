package io.bascule.backup.wal;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far the stored log of one server leads without a gap, across timelines.
 *
 * @param pieces of that server, in any order; they may overlap
 * @param histories of timelines, by their number; the first timeline needs none
 */
public record Coverage(
        Segments segments, List<WalPiece> pieces, Map<Integer, TimelineHistory> histories) {

    public Coverage {
        pieces =
                pieces.stream()
                        .sorted(
                                Comparator.comparing(WalPiece::from)
                                        .thenComparing(
                                                Comparator.comparing(WalPiece::to).reversed()))
                        .toList();
        histories = Map.copyOf(histories);
    }

    /**
     * A way through the log that has no gap.
     *
     * @param timeline the one that it ends on
     * @param begin of its first segment
     * @param end where it ends
     * @param farthest the farthest that is stored of the last timeline; beyond {@code end} if
     *     something is missing in between
     * @param upTo every commit up to this instant is on it; null if that is not known
     * @param pieces in the order in which they are replayed
     */
    public record Way(
            int timeline,
            Lsn begin,
            Lsn end,
            Lsn farthest,
            @Nullable Instant upTo,
            List<WalPiece> pieces) {

        boolean hasGap() {
            return farthest.isAfter(end);
        }
    }

    /** The ways that lead on from a position, to the newest timeline first; none if none does. */
    public List<Way> from(Position start) {
        var found = new ArrayList<Way>();
        for (int timeline : timelines().descendingSet()) {
            history(timeline)
                    .filter(history -> history.lineage().contains(start.timeline()))
                    .flatMap(history -> way(history, start))
                    .ifPresent(found::add);
        }
        return found;
    }

    private TreeSet<Integer> timelines() {
        var all = new TreeSet<Integer>();
        pieces.forEach(piece -> all.add(piece.timeline()));
        return all;
    }

    private Optional<TimelineHistory> history(int timeline) {
        return timeline == 1
                ? Optional.of(new TimelineHistory(1, List.of()))
                : Optional.ofNullable(histories.get(timeline));
    }

    private Optional<Way> way(TimelineHistory history, Position start) {
        var byTimeline = new HashMap<Integer, List<WalPiece>>();
        pieces.forEach(piece ->
                byTimeline.computeIfAbsent(piece.timeline(), _ -> new ArrayList<>()).add(piece));
        var lineage = history.lineage();
        var used = new ArrayList<WalPiece>();
        Lsn begin = segments.start(start.lsn());
        Lsn reach = begin;
        Instant upTo = null;
        for (int t : lineage.subList(lineage.indexOf(start.timeline()), lineage.size())) {
            Lsn limit = history.endOf(t).orElse(null);
            Lsn farthest = reach;
            for (WalPiece piece : byTimeline.getOrDefault(t, List.of())) {
                if (!piece.to().isAfter(reach) || (limit != null && !limit.isAfter(piece.from()))) {
                    continue;
                }
                farthest = later(farthest, piece.to());
                if (piece.from().isAfter(reach)) {
                    continue;
                }
                used.add(piece);
                reach = piece.to();
                // What follows the fork on the old timeline is not on this way.
                boolean onTheWay = limit == null || !piece.to().isAfter(limit);
                if (onTheWay && piece.upTo() != null) {
                    upTo = upTo == null || piece.upTo().isAfter(upTo) ? piece.upTo() : upTo;
                }
            }
            if (limit == null) {
                return reach.equals(begin)
                        ? Optional.empty()
                        : Optional.of(new Way(t, begin, reach, farthest, upTo, used));
            }
            if (limit.isAfter(reach)) {
                // The fork is not reached: this way does not get onto the next timeline.
                return Optional.empty();
            }
            // The first segment of a timeline begins with what it took over from the one before.
            reach = segments.start(limit);
        }
        return Optional.empty();
    }

    private static Lsn later(Lsn a, Lsn b) {
        return a.isAfter(b) ? a : b;
    }

    /** Pieces whose log lies in one larger piece, too. */
    Set<WalPiece> doubles() {
        var found = new HashSet<WalPiece>();
        var before = new HashMap<Integer, WalPiece>();
        for (WalPiece piece : pieces) {
            var larger = before.get(piece.timeline());
            if (larger != null && !piece.to().isAfter(larger.to())) {
                found.add(piece);
            } else {
                before.put(piece.timeline(), piece);
            }
        }
        return found;
    }

    /** Whether the log of that timeline was being archived when the server stood there. */
    public boolean hadBegunAt(Position position) {
        return pieces.stream()
                .anyMatch(piece ->
                        piece.timeline() == position.timeline()
                                && !piece.from().isAfter(segments.start(position.lsn())));
    }

    /** The end of what is stored of a timeline; empty if nothing is. */
    Optional<Lsn> end(int timeline) {
        return pieces.stream()
                .filter(piece -> piece.timeline() == timeline)
                .map(WalPiece::to)
                .max(Comparator.naturalOrder());
    }
}
