package io.bascule.backup.wal;

import io.bascule.contracts.Lsn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where to go on receiving: on the timeline of the server's own past that the archive has come
 * farthest on, up to where that timeline was left.
 *
 * @param timeline to be asked for
 * @param from the first position that is not stored
 * @param end where the timeline was left; null for the one that the server is on
 */
record Route(int timeline, Lsn from, @Nullable Lsn end) {

    /**
     * The way on.
     *
     * @param pieces of this server, on any timeline
     * @return empty if nothing that is stored leads to where the server is
     */
    static Optional<Route> onwards(
            Segments segments, List<WalPiece> pieces, TimelineHistory server) {
        var lineage = server.lineage();
        var stored = new Coverage(segments, pieces, java.util.Map.of());
        for (int i = lineage.size() - 1; i >= 0; i--) {
            int timeline = lineage.get(i);
            var reach = stored.end(timeline).orElse(null);
            if (reach == null) {
                continue;
            }
            Lsn end = server.endOf(timeline).orElse(null);
            if (end == null || end.isAfter(reach)) {
                return Optional.of(new Route(timeline, reach, end));
            }
            int next = lineage.get(i + 1);
            // Its first segment begins with a copy of what came before.
            return Optional.of(
                    new Route(next, segments.start(end), server.endOf(next).orElse(null)));
        }
        return Optional.empty();
    }
}
