package io.bascule.cli;

import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Moves an application back to its primary site. */
@Command(
        name = "failback",
        description = "Moves an application back to its primary site, without loss.",
        footer = {"", "Example:", "  bascule failback orders --reason 'frankfurt is back'"})
final class FailbackCommand extends RequestCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "APP", description = "The application.")
    private String application;

    @Override
    public Integer call() {
        return request(new FailbackRequested(application, by(), reason()));
    }
}
