package io.bascule.failover.executor.postgres;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.failover.executor.StepWork;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What the old primary had and the new one lacks is kept as evidence: first the log from the fork
 * on, before anything starts; then its commits, counted cold; then the rows, read warm. A
 * transaction is lost if and only if its commit record ends after the fork. Where the two readings
 * disagree, or something may be missing, the evidence says so and no number passes for exact.
 */
public final class CaptureTailStep implements StepExecutor {

    private final SiteDatabase database;
    private final Path evidenceDir;

    public CaptureTailStep(SiteDatabase database, Path evidenceDir) {
        this.database = database;
        this.evidenceDir = evidenceDir;
    }

    @Override
    public StepKind kind() {
        return StepKind.CAPTURE_TAIL;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        database.lock().lock();
        try {
            var folder = new TailEvidence(evidenceDir.resolve(work.command().runId()));
            var manifest = folder.manifest().orElseGet(() -> capture(work, folder));
            var command = work.command();
            TailEvidence.parts(
                            command.application(),
                            command.runId(),
                            command.epoch(),
                            manifest.origin(),
                            folder.read())
                    .forEach(work.facts());
            return manifest.evidence();
        } finally {
            database.lock().unlock();
        }
    }

    private TailEvidence.Manifest capture(StepWork work, TailEvidence folder) {
        var cluster = database.cluster();
        if (database.wanted().wanted() == SiteDatabase.Wanted.RUNNING
                || database.isRunning()
                || !cluster.processes().gone()) {
            throw new StepFailedException(
                    "Expected the old server at "
                            + work.command().site()
                            + " to be fenced and down, but it is not; FENCE it first");
        }
        var origin = folder.origin().orElseGet(() -> copyLog(work, folder));
        var cold =
                ColdTail.read(
                        cluster.tools(),
                        folder.wal(),
                        origin.timeline(),
                        origin.fork(),
                        work.deadline());
        var warm =
                WarmTail.read(
                        database,
                        work.command().plan(),
                        work.command().site(),
                        origin.fork(),
                        work.deadline());
        var evidence = new HashMap<String, String>();
        evidence.put(StepEvidence.TAIL_SHA256, folder.write(warm.lost()));
        evidence.put(StepEvidence.TAIL_URI, folder.uri());
        evidence.put(StepEvidence.TAIL_WAL_BYTES, "" + cold.end().minus(origin.fork()));
        evidence.put(StepEvidence.TAIL_COLD_COMMITS, "" + cold.committed().size());
        evidence.put(StepEvidence.TAIL_TRANSACTIONS, "" + warm.lost().size());
        evidence.put(StepEvidence.TAIL_QUALITY, quality(work, cold, warm));
        evidence.put(StepEvidence.SYNCHRONOUS_COMMIT, warm.synchronousCommit());
        evidence.put(StepEvidence.TABLES_NOT_COUNTED, Catalogue.named(warm.notCounted()));
        evidence.put(StepEvidence.SYSTEM_IDENTIFIER, origin.systemIdentifier());
        evidence.put(StepEvidence.PARENT_TIMELINE, "" + origin.timeline());
        evidence.put(StepEvidence.FORK_LSN, origin.fork().toString());
        var manifest = new TailEvidence.Manifest(origin, evidence);
        folder.complete(manifest);
        return manifest;
    }

    private TailEvidence.Origin copyLog(StepWork work, TailEvidence folder) {
        var cluster = database.cluster();
        var control = cluster.controlData();
        var fork = fork(work, control.systemIdentifier(), control.timeline());
        var pgWal = cluster.dataDir().resolve("pg_wal");
        int copied =
                WalFiles.copy(
                        pgWal, folder.wal(), control.timeline(), fork, control.walSegmentBytes());
        // A log that ends exactly where a file would begin needs none.
        if (copied == 0 && fork.value() % control.walSegmentBytes() != 0) {
            throw new StepFailedException(
                    "Expected "
                            + WalFiles.name(control.timeline(), fork, control.walSegmentBytes())
                            + " in "
                            + pgWal
                            + ", which holds the fork "
                            + fork
                            + ", but it is gone");
        }
        var origin = new TailEvidence.Origin(control.systemIdentifier(), control.timeline(), fork);
        folder.walIsCopied(origin);
        return origin;
    }

    /** Where the active server's line left the old server's timeline. */
    private static Lsn fork(StepWork work, String systemIdentifier, int timeline) {
        var command = work.command();
        try (var sql = Sql.at(command.plan(), command.from(), work.deadline())) {
            var active =
                    sql.text("SELECT system_identifier FROM pg_control_system()").orElseThrow();
            if (!active.equals(systemIdentifier)) {
                throw new StepFailedException(
                        "Expected system "
                                + systemIdentifier
                                + " at "
                                + command.from()
                                + ", but found "
                                + active);
            }
            int now = sql.timelineOfPrimary();
            var text =
                    sql.text("SELECT pg_read_file('pg_wal/' || ?)", TimelineHistory.fileName(now))
                            .orElseThrow();
            return TimelineHistory.parse(now, text)
                    .leaving(timeline)
                    .orElseThrow(() ->
                            new StepFailedException(
                                    "Expected timeline "
                                            + now
                                            + " at "
                                            + command.from()
                                            + " to have left timeline "
                                            + timeline
                                            + ", but its history says: "
                                            + text))
                    .at();
        }
    }

    private static String quality(StepWork work, ColdTail cold, WarmTail warm) {
        if (warm.shortfall().isPresent()) {
            return warm.shortfall().get();
        }
        var unknown = new HashSet<>(warm.lost().stream().map(LostTransaction::xid).toList());
        unknown.removeAll(cold.committed());
        if (!unknown.isEmpty()) {
            return "the two readings disagree: "
                    + unknown.size()
                    + " transactions were read warm whose commits the copied log does not hold";
        }
        var promoted = work.input(StepEvidence.SYNCHRONOUS_COMMIT);
        for (var value : List.of(warm.synchronousCommit(), promoted == null ? "on" : promoted)) {
            if (Catalogue.isOff(value)) {
                return "synchronous_commit is "
                        + value
                        + ": acknowledged transactions may stand in no log at all";
            }
        }
        return "exact";
    }
}
