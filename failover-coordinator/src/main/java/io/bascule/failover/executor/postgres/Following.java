package io.bascule.failover.executor.postgres;

import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.failover.executor.StepWork;
import java.time.Duration;
import java.util.OptionalInt;

/** Makes the server here a standby of the other site's primary, and sees to it that it streams. */
final class Following {

    private final SiteDatabase database;
    private final Upstreams upstreams;

    Following(SiteDatabase database, Upstreams upstreams) {
        this.database = database;
        this.upstreams = upstreams;
    }

    /**
     * Asks the source for its timeline, and has it keep WAL for this site.
     *
     * @throws StepFailedException if it is no primary
     */
    static int prepareSource(StepWork work, String source, boolean checkpoint) {
        var command = work.command();
        try (var sql = Sql.at(command.plan(), source, work.deadline())) {
            if (sql.inRecovery()) {
                throw new StepFailedException(
                        "Expected a primary at "
                                + source
                                + ", but found a standby; look which server is active");
            }
            if (checkpoint) {
                sql.run("CHECKPOINT");
            }
            Slots.ensurePhysical(sql, Names.slotOf(command.site()));
            return sql.timelineOfPrimary();
        }
    }

    /** Whether the server here runs and streams on that timeline already. */
    boolean isFollowing(StepWork work, int timeline) {
        if (!database.isRunning()) {
            return false;
        }
        try (var sql = Sql.at(work.command().plan(), work.command().site(), work.deadline())) {
            return sql.inRecovery() && streams(sql).equals(OptionalInt.of(timeline));
        } catch (StepFailedException _) {
            return false;
        }
    }

    /** Starts the server, which is down, as a standby, and waits until it streams. */
    void start(StepWork work, String source, int timeline, Deadline deadline) {
        var command = work.command();
        database.cluster()
                .follow(
                        upstreams.of(command.plan(), source, command.site()),
                        Names.slotOf(command.site()));
        database.want(SiteDatabase.Wanted.RUNNING, command.epoch());
        database.start(deadline);
        try (var sql = Sql.at(command.plan(), command.site(), deadline)) {
            boolean streaming =
                    deadline.await(
                            Duration.ofMillis(5),
                            () -> streams(sql).equals(OptionalInt.of(timeline)));
            if (!streaming) {
                throw new StepFailedException(
                        "Expected the server at "
                                + command.site()
                                + " to stream from "
                                + source
                                + " on timeline "
                                + timeline
                                + ", but it does not; see "
                                + database.log());
            }
            // They were for readers of the former primary; here they would pin WAL for ever.
            Slots.dropUnused(sql, "logical");
            Slots.dropUnused(sql, "physical");
        }
    }

    private static OptionalInt streams(Sql sql) {
        return sql.text("SELECT received_tli FROM pg_stat_wal_receiver WHERE status = 'streaming'")
                .map(tli -> OptionalInt.of(Integer.parseInt(tli)))
                .orElse(OptionalInt.empty());
    }
}
