package io.bascule.cli;

import io.bascule.cli.RunProgress.State;
import io.bascule.cli.text.Screen;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.StepKind;

/** How a run ended or why it stands, what that means for the exit code, and what to type. */
final class RunEnd {

    private final Talk talk;
    private final Screen screen;

    RunEnd(Talk talk) {
        this.talk = talk;
        this.screen = talk.screen();
    }

    int say(String run, State state) {
        var name = Commands.quoted(run);
        return switch (state) {
            case State.Completed ended -> {
                hint("the report", "bascule report " + name);
                yield ended.fact().rolledBack() ? ExitCode.GIVEN_UP : ExitCode.DONE;
            }
            case State.Abandoned _ -> ExitCode.GIVEN_UP;
            case State.Halted halted -> {
                halted(name, halted.fact());
                yield ExitCode.HALTED;
            }
            case State.Awaiting _ -> ExitCode.APPROVAL;
            case State.Unheard _, State.Running _ -> ExitCode.AWAITED;
        };
    }

    /** What a person types to answer. */
    void awaits(ApprovalAwaited fact) {
        var name = Commands.quoted(fact.runId());
        hint(
                "GO",
                "bascule approve "
                        + name
                        + (fact.lossToBeAccepted() ? " --accept-loss" : "")
                        + " --reason \"...\"");
        hint("NO-GO", "bascule reject " + name + " --reason \"...\"");
    }

    private void halted(String run, RunHalted fact) {
        hint("try it again", "bascule resume " + run);
        hint(
                "pass over " + fact.step(),
                "bascule resume "
                        + run
                        + " --skip-step "
                        + fact.index()
                        + "/"
                        + fact.attempt()
                        + " --reason \"...\"");
        if (fact.step() != StepKind.REWIND) {
            hint("give it up", "bascule cancel " + run + " --reason \"...\"");
        }
    }

    private void hint(String what, String command) {
        if (!talk.json()) {
            screen.line("  %-22s %s%s".formatted(what + ":", command, talk.sameOptions()));
        }
    }
}
