package io.bascule.failover.executor.postgres;

import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.failover.executor.StepWork;
import io.bascule.postgres.StopMode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * The former primary serves again: the run was given up before anything was promoted. Refused when
 * the other site has a primary already.
 */
public final class ReopenPrimaryStep implements StepExecutor {

    private static final Duration ASKING = Duration.ofSeconds(2);

    private final SiteDatabase database;

    public ReopenPrimaryStep(SiteDatabase database) {
        this.database = database;
    }

    @Override
    public StepKind kind() {
        return StepKind.REOPEN_PRIMARY;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        var command = work.command();
        database.lock().lock();
        try {
            refuseSecondPrimary(command);
            if (database.cluster().isStandby()) {
                database.stop(StopMode.FAST, work.deadline().remaining());
                database.cluster().setStandby(false);
            }
            database.want(SiteDatabase.Wanted.RUNNING, command.epoch());
            database.start(work.deadline());
            try (var sql = Sql.at(command.plan(), command.site(), work.deadline())) {
                boolean primary =
                        work.deadline().await(Duration.ofMillis(10), () -> !sql.inRecovery());
                if (!primary) {
                    throw new StepFailedException(
                            "Expected a primary at " + command.site() + ", but it is in recovery");
                }
                PrimaryObjects.writePlace(sql, command.site(), command.epoch());
            }
            return Map.of();
        } finally {
            database.lock().unlock();
        }
    }

    private static void refuseSecondPrimary(StepCommanded command) {
        var other = command.plan().otherThan(command.site());
        try (var sql = Sql.tryAt(command.plan(), other, Deadline.in(ASKING))) {
            if (!sql.inRecovery()) {
                throw new StepFailedException(
                        "Expected a standby at "
                                + other
                                + ", but found a primary: it was promoted already; finish the run instead");
            }
        } catch (SQLException _) {
            // It does not answer. The coordinator gives a run up only before a promotion.
        }
    }
}
