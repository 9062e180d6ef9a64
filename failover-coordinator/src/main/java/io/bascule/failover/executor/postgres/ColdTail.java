package io.bascule.failover.executor.postgres;

import io.bascule.contracts.Lsn;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a log holds after a position, read by {@code pg_waldump} while nothing runs: every commit,
 * of clients or not.
 *
 * @param committed transaction ids of COMMIT and COMMIT_PREPARED records
 * @param end end of the last record, give or take the padding; the start if there is none
 */
record ColdTail(Set<Long> committed, Lsn end) {

    private static final Pattern RECORD =
            Pattern.compile(
                    "^rmgr: (\\S+) +len \\(rec/tot\\): +\\d+/ *(\\d+), tx: +(\\d+), lsn: ([0-9A-F]+/[0-9A-F]+),.* desc: (.*)$");
    private static final Pattern PREPARED = Pattern.compile("^COMMIT_PREPARED (\\d+):.*");

    ColdTail {
        committed = Set.copyOf(committed);
    }

    static ColdTail read(
            PostgresTools tools, Path pgWal, int timeline, Lsn from, Deadline deadline) {
        var reading = new Reading(from);
        if (isEmpty(pgWal)) {
            return new ColdTail(Set.of(), from);
        }
        var result =
                tools.asCaller().stream(
                        "pg_waldump",
                        List.of("-p", pgWal.toString(), "-t", "" + timeline, "-s", from.toString()),
                        Map.of(),
                        deadline.remaining(),
                        reading::line);
        // The end of a log is always an error to pg_waldump; anything else must not pass for it.
        if (!result.succeeded() && !isEnd(result.stderr())) {
            throw new StepFailedException(
                    "Expected to read the log of timeline "
                            + timeline
                            + " from "
                            + from
                            + " in "
                            + pgWal
                            + ", but pg_waldump says: "
                            + result.stderr());
        }
        return new ColdTail(reading.committed, reading.end);
    }

    private static boolean isEmpty(Path pgWal) {
        try (var files = Files.list(pgWal)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to list " + pgWal, e);
        }
    }

    private static boolean isEnd(String complaint) {
        return complaint.contains("invalid record length")
                || complaint.contains("could not find a valid record after")
                || complaint.contains("record with incorrect prev-link")
                || complaint.contains("invalid magic number")
                || complaint.contains("unexpected pageaddr")
                || complaint.contains("invalid resource manager ID")
                || complaint.contains("incorrect resource manager data checksum")
                || complaint.contains("could not find file")
                || complaint.contains("contrecord");
    }

    private static final class Reading {

        private final Set<Long> committed = new HashSet<>();
        private Lsn end;

        Reading(Lsn from) {
            end = from;
        }

        void line(String line) {
            var record = RECORD.matcher(line);
            if (!record.matches()) {
                return;
            }
            end = new Lsn(Lsn.parse(record.group(4)).value() + Long.parseLong(record.group(2)));
            var what = record.group(5);
            if (!record.group(1).equals("Transaction")) {
                return;
            }
            var prepared = PREPARED.matcher(what);
            if (prepared.matches()) {
                committed.add(Long.parseLong(prepared.group(1)));
            } else if (what.startsWith("COMMIT ")) {
                committed.add(Long.parseLong(record.group(3)));
            }
        }
    }
}
