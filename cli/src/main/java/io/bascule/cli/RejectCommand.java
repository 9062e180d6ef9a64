package io.bascule.cli;

import io.bascule.contracts.event.ApprovalEvent.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** NO-GO. */
@Command(
        name = "reject",
        description = "Says NO-GO to a run that awaits a person: it is given up.",
        footer = {"", "Example:", "  bascule reject orders-3 --reason 'the site comes back'"})
final class RejectCommand extends AnswerCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = "The run, such as orders-3.")
    private String run;

    @Override
    public Integer call() {
        return answer(run, Verdict.NO_GO, false);
    }

    @Override
    int wanted(int code) {
        return code == ExitCode.GIVEN_UP ? ExitCode.DONE : code;
    }
}
