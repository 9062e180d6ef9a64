package io.bascule.failover.executor.postgres;

import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.failover.executor.StepWork;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.StopMode;
import java.time.Duration;
import java.util.Map;

/**
 * The primary here is shut down cleanly and the position of its last checkpoint is known: whoever
 * has replayed past it has everything. If it does not stop in time it is opened again.
 */
public final class StopPrimaryStep implements StepExecutor {

    /** Writes are refused meanwhile, so this is short. */
    static final Duration STOPPING = Duration.ofSeconds(8);

    private static final Duration REOPENING = Duration.ofSeconds(30);

    private final SiteDatabase database;

    public StopPrimaryStep(SiteDatabase database) {
        this.database = database;
    }

    @Override
    public StepKind kind() {
        return StepKind.STOP_PRIMARY;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        database.lock().lock();
        try {
            if (database.isRunning() || !database.cluster().processes().gone()) {
                database.start(work.deadline());
                stop(work);
            }
            return checkpoint(work);
        } finally {
            database.lock().unlock();
        }
    }

    private void stop(StepWork work) {
        var command = work.command();
        try (var sql = Sql.at(command.plan(), command.site(), work.deadline())) {
            if (sql.inRecovery()) {
                throw new StepFailedException(
                        "Expected a primary at " + command.site() + ", but found a standby");
            }
            // A shutdown waits for walsenders; a logical one may take a minute to notice.
            sql.texts(
                    "SELECT pg_terminate_backend(r.pid) FROM pg_stat_replication r"
                            + " JOIN pg_replication_slots s ON s.active_pid = r.pid"
                            + " WHERE s.slot_type = 'logical'");
        }
        database.want(SiteDatabase.Wanted.STOPPED, command.epoch());
        var limit = work.deadline().atMost(STOPPING).remaining();
        try {
            database.stop(StopMode.FAST, limit);
        } catch (PostgresException e) {
            database.cluster().processes().kill(REOPENING);
            database.want(SiteDatabase.Wanted.RUNNING, command.epoch());
            database.start(Deadline.in(REOPENING));
            throw new StepFailedException(
                    "Expected the primary to shut down within "
                            + limit
                            + ", but it did not, and was opened again; see what holds it, then resume or cancel the run",
                    e);
        }
    }

    private Map<String, String> checkpoint(StepWork work) {
        var control = database.cluster().controlData();
        if (!control.cleanlyShutDown()) {
            throw new StepFailedException(
                    "Expected the server at "
                            + work.command().site()
                            + " to be 'shut down', but found '"
                            + control.state()
                            + "'; cancel the run");
        }
        database.want(SiteDatabase.Wanted.STOPPED, work.command().epoch());
        return Map.of(StepEvidence.SHUTDOWN_CHECKPOINT, control.checkpoint());
    }
}
