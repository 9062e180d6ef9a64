package io.bascule.failover.recovery;

import io.bascule.contracts.event.CommandEvent.Mode;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import java.util.HashMap;

/** The command that a running run's state stands for. */
final class Commands {

    private Commands() {}

    static StepCommanded of(Recovery state, Run run) {
        var plan = state.planInForce();
        var inputs = new HashMap<String, String>();
        if (state.fork() != null) {
            inputs.putAll(state.fork().evidence());
        }
        inputs.putAll(run.evidence());
        // A rollback moves the other way: whatever the step, "to" is where clients shall end.
        return new StepCommanded(
                state.application(),
                run.runId(),
                run.epoch(),
                run.index(),
                run.attempt(),
                run.step().kind(),
                run.step().site(),
                run.rollingBack() ? run.to() : run.from(),
                run.rollingBack() ? run.from() : run.to(),
                Mode.LIVE,
                run.stepSince().plus(plan.stepTimeout()),
                plan,
                inputs);
    }
}
