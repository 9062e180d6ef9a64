package io.bascule.replication.ledger;

import io.bascule.contracts.EventJson;
import io.bascule.contracts.Lsn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * How far the ledger of one server and timeline has come, in one small file per (application,
 * system identifier, timeline), replaced whole at each write. The reader's own durable place is the
 * confirmed position of its slot; this file is what shows whether that place lies beyond what was
 * recorded (a gap) or before it (records that come again).
 *
 * <p>Safe for several threads.
 */
final class LedgerProgress {

    /**
     * What is kept.
     *
     * @param recordedUpTo commits up to there are on the broker
     * @param closedUnderEpoch the run under whose epoch the ledger was closed; 0 for none
     */
    record Kept(Lsn recordedUpTo, long closedUnderEpoch) {}

    private final Path file;
    private @Nullable Kept kept;

    LedgerProgress(Path folder, String application, LedgerLine line) {
        this.file =
                folder.resolve(
                        application
                                + "-"
                                + line.systemIdentifier()
                                + "-"
                                + line.timeline()
                                + ".json");
        this.kept = read();
    }

    private @Nullable Kept read() {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return EventJson.mapper().readValue(Files.readAllBytes(file), Kept.class);
        } catch (IOException | JacksonException e) {
            throw new IllegalStateException(
                    "Expected the ledger's progress in "
                            + file
                            + ", but "
                            + e.getMessage()
                            + "; remove the file: the ledger then names the gap",
                    e);
        }
    }

    synchronized @Nullable Kept kept() {
        return kept;
    }

    /** Commits up to there are on the broker; going back is not possible. */
    synchronized void recorded(Lsn upTo) {
        if (kept == null || upTo.isAfter(kept.recordedUpTo())) {
            write(new Kept(upTo, kept == null ? 0 : kept.closedUnderEpoch()));
        }
    }

    /** Waits until commits up to a position are recorded; false if they are not in time. */
    synchronized boolean await(Lsn upTo, Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        while (kept == null || upTo.isAfter(kept.recordedUpTo())) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** The ledger is closed under an epoch, or with 0 open again. */
    synchronized void closedUnder(long epoch) {
        if (kept != null && kept.closedUnderEpoch() != epoch) {
            write(new Kept(kept.recordedUpTo(), epoch));
        }
    }

    private synchronized void write(Kept next) {
        try {
            Files.createDirectories(file.getParent());
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, EventJson.mapper().writeValueAsBytes(next));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected to write the ledger's progress to " + file + ", but " + e, e);
        }
        kept = next;
        notifyAll();
    }
}
