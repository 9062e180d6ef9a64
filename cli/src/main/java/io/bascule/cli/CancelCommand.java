package io.bascule.cli;

import io.bascule.contracts.event.RequestEvent.CancelRequested;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives up a run. */
@Command(
        name = "cancel",
        description =
                "Gives up a run and goes back to where the application was, as long as nothing was promoted.",
        footer = {"", "Example:", "  bascule cancel orders-3 --reason 'frankfurt is back'"})
final class CancelCommand extends RequestCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = "The run, such as orders-3.")
    private String run;

    @Override
    public Integer call() {
        return request(new CancelRequested(RunName.application(run), run, by(), reason()));
    }

    @Override
    int wanted(int code) {
        return code == ExitCode.GIVEN_UP ? ExitCode.DONE : code;
    }
}
