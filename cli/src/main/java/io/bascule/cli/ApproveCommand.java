package io.bascule.cli;

import io.bascule.contracts.event.ApprovalEvent.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** GO. */
@Command(
        name = "approve",
        description = "Says GO to a run that awaits a person, and follows it.",
        footer = {
            "",
            "Example:",
            "  bascule approve orders-3 --accept-loss --reason 'the site is flooded'"
        })
final class ApproveCommand extends AnswerCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = "The run, such as orders-3.")
    private String run;

    @Option(
            names = "--accept-loss",
            description = "Accept a loss beyond the objective, or of unknown size.")
    private boolean acceptLoss;

    @Override
    public Integer call() {
        return answer(run, Verdict.GO, acceptLoss);
    }
}
