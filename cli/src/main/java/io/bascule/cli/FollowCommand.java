package io.bascule.cli;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a run from its begin to its end. */
@Command(
        name = "follow",
        description = "Shows a run from its begin, and goes on until it ends or stands still.",
        footer = {"", "Example:", "  bascule follow orders-3"})
final class FollowCommand extends TalkCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = "The run, such as orders-3.")
    private String run;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30m",
            converter = Span.class,
            description = "Follow it for at most this long, such as 90s; default 30m.")
    private Duration timeout = Duration.ofMinutes(30);

    @Option(names = "--json", description = "Each event for machines, one per line.")
    private boolean json;

    @Override
    public Integer call() {
        var _ = RunName.application(run);
        return new Following(new Talk(platform(), screen(), json, sameOptions()), timeout).run(run);
    }
}
