package io.bascule.backup.wal;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Which objects of an archive no copy that is kept needs any more. */
public final class WalRetention {

    private WalRetention() {}

    /**
     * What is to be removed, in this order.
     *
     * @param keys names of objects
     * @param walBytes plain log in them
     * @param rule by which
     */
    public record Removal(List<String> keys, long walBytes, String rule) {

        public Removal {
            keys = List.copyOf(keys);
        }
    }

    /**
     * The log before the oldest copy that is kept; pieces that lie there once more as a whole; and
     * archives of servers of which no copy is kept, except the one that is written.
     *
     * @param kept where the copies begin that are kept; without any everything stays
     */
    public static Removal decide(
            WalArchive archive, WalArchive.Contents contents, List<Position> kept) {
        if (kept.isEmpty()) {
            return new Removal(List.of(), 0, "kept: no copy of the server is complete");
        }
        var newest =
                contents.heads().values().stream()
                        .max(Comparator.comparing(ArchiveHead::archiveId))
                        .map(ArchiveHead::archiveId)
                        .orElse("");
        var keys = new ArrayList<String>();
        long bytes = 0;
        for (var head : contents.heads().values()) {
            var oldest =
                    kept.stream()
                            .filter(each -> each.systemIdentifier().equals(head.systemIdentifier()))
                            .min(
                                    Comparator.comparingInt(Position::timeline)
                                            .thenComparing(Position::lsn))
                            .orElse(null);
            var pieces = contents.piecesByArchive().getOrDefault(head.archiveId(), List.of());
            if (oldest == null && head.archiveId().equals(newest)) {
                continue;
            }
            var wholes = new Coverage(head.segments(), pieces, Map.of());
            var doubles = wholes.doubles();
            var gone =
                    pieces.stream()
                            .filter(piece ->
                                    oldest == null
                                            || isBefore(piece, oldest, head.segments())
                                            || doubles.contains(piece))
                            .toList();
            gone.forEach(piece -> keys.add(piece.key()));
            bytes += gone.stream().mapToLong(WalPiece::bytes).sum();
            boolean isWritten =
                    contents.newest(head.systemIdentifier())
                            .filter(written -> written.archiveId().equals(head.archiveId()))
                            .isPresent();
            if (gone.size() == pieces.size() && (oldest == null || !isWritten)) {
                // The head is what the rest is found by, so it goes last.
                String folder = archive.folderOf(head.archiveId());
                contents.histories().stream()
                        .filter(key -> oldest == null && key.startsWith(folder))
                        .forEach(keys::add);
                if (oldest == null) {
                    keys.add(folder + ArchiveHead.NAME);
                }
            }
        }
        return new Removal(keys, bytes, "no copy that is kept needs it");
    }

    private static boolean isBefore(WalPiece piece, Position oldest, Segments segments) {
        Lsn begin = segments.start(oldest.lsn());
        return piece.timeline() < oldest.timeline()
                || (piece.timeline() == oldest.timeline() && !piece.to().isAfter(begin));
    }
}
