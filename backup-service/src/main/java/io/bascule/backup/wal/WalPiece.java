package io.bascule.backup.wal;

import io.bascule.contracts.Lsn;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One object of the archive: the log of one timeline from a position to another, both within one
 * segment or at its end. Everything that is known of it stands in its name, {@code
 * SEGMENT.FROM-TO.MILLIS.wal.zst.aes}: the segment's file name, two offsets in it in hexadecimal,
 * and the instant up to which every commit is stored once it is, in milliseconds since 1970.
 *
 * @param key name of the object
 * @param upTo by the clock of the database; null if it was not known
 */
public record WalPiece(String key, int timeline, Lsn from, Lsn to, @Nullable Instant upTo) {

    static final String SUFFIX = ".wal.zst";
    static final String SEALED = ".aes";

    private static final Pattern NAME =
            Pattern.compile(
                    "([0-9A-F]{24})\\.([0-9A-F]{8})-([0-9A-F]{8})\\.(\\d{1,15})\\.wal\\.zst(\\.aes)?");

    /** The name, without folder, of such an object. */
    static String name(
            Segments segments,
            int timeline,
            Lsn from,
            Lsn to,
            @Nullable Instant upTo,
            boolean sealed) {
        long begin = segments.offset(from);
        return segments.name(timeline, from)
                + String.format(".%08X-%08X", begin, begin + to.minus(from))
                + "."
                + (upTo == null ? 0 : upTo.toEpochMilli())
                + SUFFIX
                + (sealed ? SEALED : "");
    }

    /** Reads a name; empty if it is something else. */
    static Optional<WalPiece> parse(String key, Segments segments) {
        var name = NAME.matcher(key.substring(key.lastIndexOf('/') + 1));
        if (!name.matches()) {
            return Optional.empty();
        }
        Lsn start = segments.startOf(name.group(1));
        long millis = Long.parseLong(name.group(4));
        return Optional.of(
                new WalPiece(
                        key,
                        Segments.timelineOf(name.group(1)),
                        new Lsn(start.value() + Long.parseLong(name.group(2), 16)),
                        new Lsn(start.value() + Long.parseLong(name.group(3), 16)),
                        millis == 0 ? null : Instant.ofEpochMilli(millis)));
    }

    long bytes() {
        return to.minus(from);
    }
}
