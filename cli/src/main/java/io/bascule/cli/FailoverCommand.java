package io.bascule.cli;

import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves an application to another site. */
@Command(
        name = "failover",
        description =
                "Moves an application to another site: without loss if planned; else the active site is taken for lost.",
        footer = {
            "",
            "Example:",
            "  bascule failover orders --to paris --planned --reason 'maintenance'"
        })
final class FailoverCommand extends RequestCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "APP", description = "The application.")
    private String application;

    @Option(
            names = "--to",
            paramLabel = "SITE",
            description = "Where to; default the plan's recovery site.")
    private @Nullable String to;

    @Option(
            names = "--planned",
            description =
                    "A planned switch of a healthy pair, without loss. Without it the active site is taken for lost.")
    private boolean planned;

    @Override
    public Integer call() {
        return request(new FailoverRequested(application, to, planned, by(), reason()));
    }
}
