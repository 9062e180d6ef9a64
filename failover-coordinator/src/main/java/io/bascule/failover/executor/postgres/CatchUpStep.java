package io.bascule.failover.executor.postgres;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.failover.executor.StepWork;
import java.time.Duration;
import java.util.Map;

/**
 * The standby here has flushed and replayed what the source had flushed when it was asked, once.
 */
public final class CatchUpStep implements StepExecutor {

    @Override
    public StepKind kind() {
        return StepKind.CATCH_UP;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        var command = work.command();
        Lsn source;
        int timeline;
        try (var sql = Sql.at(command.plan(), command.from(), work.deadline())) {
            source = sql.lsn("SELECT pg_current_wal_flush_lsn()").orElseThrow();
            timeline = sql.timelineOfPrimary();
        }
        try (var here = Sql.at(command.plan(), command.site(), work.deadline())) {
            boolean caughtUp =
                    work.deadline().await(Duration.ofMillis(10), () -> has(here, source, timeline));
            if (!caughtUp) {
                throw new StepFailedException(
                        "Expected the standby at "
                                + command.site()
                                + " to reach "
                                + source
                                + " on timeline "
                                + timeline
                                + ", but it has received "
                                + here.text("SELECT pg_last_wal_receive_lsn()").orElse("nothing")
                                + " and replayed "
                                + here.text("SELECT pg_last_wal_replay_lsn()").orElse("nothing")
                                + "; look whether it streams, then resume the run");
            }
        }
        return Map.of(StepEvidence.CAUGHT_UP_TO, source.toString());
    }

    private static boolean has(Sql here, Lsn position, int timeline) {
        return here.isTrue(
                "SELECT pg_last_wal_receive_lsn() >= ?::pg_lsn AND pg_last_wal_replay_lsn() >= ?::pg_lsn"
                        + " AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver"
                        + " WHERE status = 'streaming' AND received_tli = ?)",
                position.toString(),
                position.toString(),
                timeline);
    }
}
