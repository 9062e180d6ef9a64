package io.bascule.backup.wal;

import io.bascule.contracts.Lsn;
import io.bascule.postgres.PostgresTools;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the log says was committed, read by PostgreSQL's own {@code pg_waldump}.
 *
 * @param previous the newest before {@code last}, of an earlier instant than it; null if there is
 *     none
 * @param last the one of the latest instant; null if nothing was committed
 */
public record Commits(@Nullable Commit previous, @Nullable Commit last) {

    private static final Pattern LINE =
            Pattern.compile(
                    "tx:\\s+(\\d+), lsn: ([0-9A-F]+/[0-9A-F]+),.* desc: (COMMIT|ABORT)(?:_PREPARED)? (?:\\d+: )?(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)");

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("yyyy-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
                    .toFormatter(java.util.Locale.ROOT);

    /**
     * The end of a transaction.
     *
     * @param xid 32 bits
     * @param lsn of its record
     * @param at by the clock of the database
     * @param committed false if it was rolled back
     */
    public record Commit(long xid, Lsn lsn, Instant at, boolean committed) {

        static @Nullable Commit parse(String line) {
            var matcher = LINE.matcher(line);
            if (!matcher.find()) {
                return null;
            }
            return new Commit(
                    Long.parseLong(matcher.group(1)),
                    Lsn.parse(matcher.group(2)),
                    LocalDateTime.parse(matcher.group(4), TIME).toInstant(ZoneOffset.UTC),
                    matcher.group(3).equals("COMMIT"));
        }
    }

    /**
     * Reads log files.
     *
     * @param folder of whole log files
     * @param from of a record, or of a file's beginning
     * @param after only commits after this position count
     */
    static Commits in(
            PostgresTools tools,
            Path folder,
            int timeline,
            Lsn from,
            Lsn after,
            Duration deadline) {
        var seen = new Seen();
        // It ends with an error where the log ends.
        var _ =
                tools.stream(
                        "pg_waldump",
                        List.of(
                                "--path=" + folder,
                                "--timeline=" + timeline,
                                "--rmgr=Transaction",
                                "--start=" + from),
                        Map.of("TZ", "UTC"),
                        deadline,
                        line -> {
                            var commit = Commit.parse(line);
                            if (commit != null && commit.lsn().isAfter(after)) {
                                seen.take(commit);
                            }
                        });
        return new Commits(seen.previous, seen.last);
    }

    /** Only what raises the time counts: a replay up to an instant stops at the first of these. */
    private static final class Seen {

        private @Nullable Commit previous;
        private @Nullable Commit last;

        void take(Commit commit) {
            if (commit.committed() && (last == null || commit.at().isAfter(last.at()))) {
                previous = last;
                last = commit;
            }
        }
    }
}
