package io.bascule.reporting.console;

import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import java.util.List;

/** The exact lines to type; the console itself changes nothing. */
final class Commands {

    private Commands() {}

    /**
     * A line and what it does.
     *
     * @param line as typed into a shell
     */
    record Command(String does, String line) {}

    static List<Command> answering(ApprovalAwaited awaited) {
        String loss = awaited.lossToBeAccepted() ? " --accept-loss" : "";
        return List.of(
                new Command(
                        awaited.lossToBeAccepted() ? "GO, and the loss is accepted" : "GO",
                        "bascule approve " + awaited.runId() + loss + " --reason \"…\""),
                new Command("NO-GO", "bascule reject " + awaited.runId() + " --reason \"…\""));
    }

    static List<Command> outOf(RunHalted halted) {
        return List.of(
                new Command("Try the step again", "bascule resume " + halted.runId()),
                new Command(
                        "Pass over it: it is then not known to be true",
                        "bascule resume "
                                + halted.runId()
                                + " --skip-step "
                                + halted.index()
                                + "/"
                                + halted.attempt()
                                + " --reason \"…\""),
                new Command(
                        "Give the run up, as long as nothing was promoted",
                        "bascule cancel " + halted.runId() + " --reason \"…\""));
    }
}
