package io.bascule.notification.message;

import io.bascule.contracts.event.CommandEvent.Mode;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.notification.message.Message.Urgency;
import java.util.ArrayList;

/** The words for a whole run, when its last step tells everybody. */
public final class RunMessages {

    private RunMessages() {}

    /** The message of a run that has come as far as COMMUNICATE. */
    public static Message of(StepCommanded command) {
        var facts = new ArrayList<String>();
        facts.add(
                "Run "
                        + command.runId()
                        + " moved it from "
                        + command.from()
                        + " under epoch "
                        + command.epoch());
        var validatedAt = command.inputs().get(StepEvidence.VALIDATED_AT);
        if (validatedAt != null) {
            facts.add("a write and a read through the front door succeeded at " + validatedAt);
        }
        var fork = command.inputs().get(StepEvidence.FORK_LSN);
        if (fork != null) {
            facts.add("what " + command.from() + " committed after " + fork + " is not there");
        }
        String title = command.application() + " serves at " + command.to();
        return new Message(
                Urgency.ACT,
                command.mode() == Mode.SIMULATION ? "Simulation: " + title : title,
                String.join("; ", facts) + ".");
    }
}
