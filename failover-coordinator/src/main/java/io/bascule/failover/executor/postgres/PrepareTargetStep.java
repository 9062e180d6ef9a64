package io.bascule.failover.executor.postgres;

import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.failover.executor.StepWork;
import java.util.Map;

/** The standby here streams, and holds a slot for the server that will follow it. */
public final class PrepareTargetStep implements StepExecutor {

    private final SiteDatabase database;

    public PrepareTargetStep(SiteDatabase database) {
        this.database = database;
    }

    @Override
    public StepKind kind() {
        return StepKind.PREPARE_TARGET;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        var command = work.command();
        database.want(SiteDatabase.Wanted.RUNNING, command.epoch());
        database.start(work.deadline());
        try (var sql = Sql.at(command.plan(), command.site(), work.deadline())) {
            if (!sql.inRecovery()) {
                throw new StepFailedException(
                        "Expected a standby at "
                                + command.site()
                                + ", but found a primary; a switch goes to a standby");
            }
            // One from an earlier, abandoned attempt would pin WAL from then on.
            Slots.dropUnused(sql, "physical");
            Slots.ensurePhysical(sql, Names.slotOf(command.from()));
        }
        return Map.of();
    }
}
