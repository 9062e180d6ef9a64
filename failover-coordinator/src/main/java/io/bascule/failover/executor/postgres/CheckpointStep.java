package io.bascule.failover.executor.postgres;

import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepWork;
import java.util.Map;

/** The active primary has just checkpointed, so that its stop writes little. */
public final class CheckpointStep implements StepExecutor {

    @Override
    public StepKind kind() {
        return StepKind.CHECKPOINT;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        var command = work.command();
        try (var sql = Sql.at(command.plan(), command.site(), work.deadline())) {
            sql.run("CHECKPOINT");
        }
        return Map.of();
    }
}
