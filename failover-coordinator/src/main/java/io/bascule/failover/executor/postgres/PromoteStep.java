package io.bascule.failover.executor.postgres;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.JsonFile;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.failover.executor.StepWork;
import io.bascule.postgres.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standby here has become the primary under the new epoch: its first write says so, and its
 * ledger slots stand before traffic is admitted. In a planned switch it first has everything that
 * the old primary wrote, its shutdown checkpoint included.
 */
public final class PromoteStep implements StepExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(PromoteStep.class);

    private static final Duration SLOTS = Duration.ofSeconds(4);
    private static final Duration CHECKPOINT = Duration.ofMinutes(5);
    private static final Duration EACH_MILLISECOND = Duration.ofMillis(1);

    private final SiteDatabase database;
    private final JsonFile<Promotion> begun;
    private final Clock clock;

    public PromoteStep(SiteDatabase database, Path stateDir, Clock clock) {
        this.database = database;
        this.begun = new JsonFile<>(stateDir.resolve("promotion.json"), Promotion.class);
        this.clock = clock;
    }

    /** The promotion that was begun last; on disk before the server is asked to promote. */
    record Promotion(long epoch, @Nullable Instant doneAt) {}

    @Override
    public StepKind kind() {
        return StepKind.PROMOTE;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        var command = work.command();
        database.lock().lock();
        try {
            database.want(SiteDatabase.Wanted.RUNNING, command.epoch());
            database.start(work.deadline());
            try (var sql = Sql.at(command.plan(), command.site(), work.deadline())) {
                var at = promoted(sql, work);
                PrimaryObjects.writePlace(sql, command.site(), command.epoch());
                var evidence = evidence(sql, at);
                slots(sql, command.plan().otherThan(command.site()), evidence);
                checkpointInBackground(work);
                return evidence;
            }
        } finally {
            database.lock().unlock();
        }
    }

    private Instant promoted(Sql sql, StepWork work) {
        long epoch = work.command().epoch();
        var last = begun.read().orElse(new Promotion(-1, null));
        if (!sql.inRecovery()) {
            if (last.epoch() != epoch) {
                throw new StepFailedException(
                        "Expected a standby at "
                                + work.command().site()
                                + ", but found a primary that was not promoted under epoch "
                                + epoch
                                + "; find out which server holds the data before anything is promoted");
            }
            return last.doneAt() == null ? clock.instant() : last.doneAt();
        }
        begun.write(new Promotion(epoch, null));
        // A former primary's: they are of another timeline and would be taken for this one's.
        Slots.dropUnused(sql, "logical");
        var checkpoint = work.input(StepEvidence.SHUTDOWN_CHECKPOINT);
        if (checkpoint != null) {
            awaitEverything(sql, work, Lsn.parse(checkpoint));
        }
        promote(sql, work.deadline());
        var at = clock.instant();
        begun.write(new Promotion(epoch, at));
        return at;
    }

    private static void awaitEverything(Sql sql, StepWork work, Lsn checkpoint) {
        boolean complete =
                work.deadline()
                        .await(
                                EACH_MILLISECOND,
                                () ->
                                        sql.isTrue(
                                                "SELECT pg_last_wal_replay_lsn() > ?::pg_lsn"
                                                        + " AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()",
                                                checkpoint.toString()));
        if (!complete) {
            throw new StepFailedException(
                    "Expected the standby to replay past the shutdown checkpoint "
                            + checkpoint
                            + ", but it is at "
                            + sql.text("SELECT pg_last_wal_replay_lsn()").orElse("nothing")
                            + "; cancel the run, the old primary has everything");
        }
    }

    private static void promote(Sql sql, Deadline deadline) {
        continueReceiver(sql);
        sql.run("SELECT pg_promote(false)");
        if (!deadline.await(EACH_MILLISECOND, () -> !sql.inRecovery())) {
            throw new StepFailedException(
                    "Expected the standby to be promoted, but it is still in recovery; see its log");
        }
    }

    /** A stopped walreceiver never answers the startup process, and the promotion hangs. */
    private static void continueReceiver(Sql sql) {
        sql.text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walreceiver'")
                .map(Long::parseLong)
                .filter(PromoteStep::isStopped)
                .ifPresent(Signals::resume);
    }

    private static boolean isStopped(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith("T", stat.lastIndexOf(')') + 2);
        } catch (IOException _) {
            return false;
        }
    }

    private Map<String, String> evidence(Sql sql, Instant at) {
        var evidence = new HashMap<String, String>();
        int timeline = sql.timelineOfPrimary();
        var fork =
                history(timeline)
                        .last()
                        .orElseThrow(() ->
                                new StepFailedException(
                                        "Expected the history of timeline "
                                                + timeline
                                                + " to name its parent"));
        evidence.put(
                StepEvidence.SYSTEM_IDENTIFIER,
                sql.text("SELECT system_identifier FROM pg_control_system()").orElseThrow());
        evidence.put(StepEvidence.TIMELINE, "" + timeline);
        evidence.put(StepEvidence.PARENT_TIMELINE, "" + fork.parent());
        evidence.put(StepEvidence.FORK_LSN, fork.at().toString());
        evidence.put(StepEvidence.PROMOTED_AT, at.toString());
        evidence.put(
                StepEvidence.SYNCHRONOUS_COMMIT,
                sql.text(Catalogue.SYNCHRONOUS_COMMIT).orElseThrow());
        evidence.put(
                StepEvidence.TABLES_NOT_COUNTED, Catalogue.named(sql.texts(Catalogue.NOT_COUNTED)));
        return evidence;
    }

    private TimelineHistory history(int timeline) {
        var file =
                database.cluster()
                        .dataDir()
                        .resolve("pg_wal")
                        .resolve(TimelineHistory.fileName(timeline));
        try {
            return TimelineHistory.parse(timeline, Files.readString(file));
        } catch (IOException e) {
            throw new StepFailedException("Expected the history file " + file, e);
        }
    }

    /**
     * Waits for open writing transactions, so it has an end: traffic is worth more than a ledger.
     */
    private static void slots(Sql sql, String otherSite, Map<String, String> evidence) {
        Slots.ensurePhysical(sql, Names.slotOf(otherSite));
        try {
            sql.run("SET statement_timeout = " + SLOTS.toMillis());
            Slots.ensureLogical(sql, Names.LEDGER_SLOT);
            Slots.ensureLogical(sql, Names.TAIL_SLOT);
            evidence.put(StepEvidence.LEDGER_SLOTS, "ready");
        } catch (SQLException e) {
            LOG.atWarn().log("The ledger slots could not be made: {}", e.getMessage());
            evidence.put(StepEvidence.LEDGER_SLOTS, "not ready: " + e.getMessage());
        } finally {
            sql.run("SET statement_timeout = 0");
        }
        Slots.confirmed(sql, Names.LEDGER_SLOT)
                .ifPresent(lsn -> evidence.put(StepEvidence.LEDGER_FROM_LSN, lsn.toString()));
    }

    /**
     * Until then the control file names the old timeline, and a rewind of the other site is none.
     */
    private static void checkpointInBackground(StepWork work) {
        var command = work.command();
        var _ =
                Thread.startVirtualThread(() -> {
                    try (var sql =
                            Sql.at(command.plan(), command.site(), Deadline.in(CHECKPOINT))) {
                        sql.run("CHECKPOINT");
                    } catch (StepFailedException e) {
                        LOG.warn("The checkpoint after the promotion: {}", e.getMessage());
                    }
                });
    }
}
