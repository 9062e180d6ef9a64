package io.bascule.failover.executor;

import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.StepEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command to be executed.
 *
 * @param command what is to be true
 * @param deadline until when, on this process's clock
 * @param facts takes what the step finds out beside its evidence; returns when the broker has it
 */
public record StepWork(StepCommanded command, Deadline deadline, Consumer<StepEvent> facts) {

    /** What an earlier step of the run reported under this key. */
    public @Nullable String input(String key) {
        return command.inputs().get(key);
    }
}
