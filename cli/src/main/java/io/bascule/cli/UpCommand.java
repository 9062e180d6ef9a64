package io.bascule.cli;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.standing.Answer;
import io.bascule.sandbox.standing.Launch;
import io.bascule.sandbox.standing.Order;
import io.bascule.sandbox.standing.Status;
import io.bascule.sandbox.standing.WorldFile;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the sandbox that stays. */
@Command(
        name = "up",
        description = {
            "Starts a sandbox that stays: two sites, a broker, the five services, the console, and a client that writes orders all the time.",
            "It outlives the terminal. Its data lies in one folder and survives bascule down. If it runs already, that is said."
        },
        footer = {
            "",
            "Example:",
            "  bascule up --data /tmp/afternoon --console-port 9080",
            "",
            "Exit codes: 0 it answers, 2 wrong usage, 3 something is missing, 5 it could not be made,",
            "6 it did not answer in time."
        })
final class UpCommand extends StandingCommand {

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            description =
                    "Use the ports from this one on; default those it had, at first 20800. All are on 127.0.0.1.")
    private @Nullable Integer portBase;

    @Option(
            names = "--console-port",
            paramLabel = "PORT",
            description = "The console's port; default the one it had, at first 8080.")
    private @Nullable Integer consolePort;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "40",
            description = "Orders that the client writes each second, 1 to 1000; default 40.")
    private int orders = 40;

    @Option(names = "--json", description = "Print where everything is as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (isNoPort(portBase) || isNoPort(consolePort)) {
            err().println("bascule: Expected ports from 1024 to 65000");
            return ExitCode.USAGE;
        }
        if (orders < 1 || orders > 1_000) {
            err().println("bascule: Expected --orders from 1 to 1000, but found " + orders);
            return ExitCode.USAGE;
        }
        var running = ask(Order.Verb.STATUS, null);
        if (running.isPresent()) {
            return alreadyRuns(running.get());
        }
        long begun = System.nanoTime();
        var choice = new Launch.Choice(folder(), portBase, consolePort, orders);
        var where = Launch.start(choice, line -> err().println("  " + line));
        if (json) {
            out().println(EventJson.mapper().writeValueAsString(where));
        } else {
            out().printf("The sandbox answers after %.1f s.%n", (System.nanoTime() - begun) / 1e9);
            tell(where, folder());
        }
        return ExitCode.DONE;
    }

    private int alreadyRuns(Answer answer) {
        var status = status(answer);
        var where =
                WorldFile.in(folder())
                        .orElseThrow(() ->
                                new SandboxException(
                                        Cause.OCCUPIED,
                                        "Expected a sandbox that answers, but it is still starting or ending; try again in a moment"));
        if (json) {
            out().println(EventJson.mapper().writeValueAsString(where));
        } else {
            out().printf("The sandbox runs already, since %s.%n", status.startedAt());
            tell(where, folder());
        }
        return ExitCode.DONE;
    }

    static Status status(Answer answer) {
        if (!answer.isDone()) {
            throw new SandboxException(Objects.requireNonNull(answer.cause()), answer.message());
        }
        return EventJson.mapper().treeToValue(answer.facts(), Status.class);
    }

    private void tell(WorldFile where, Path folder) {
        var door = where.frontDoor();
        var again = sameFolder();
        out().printf(
                        """

                          console     %s
                          front door  PGPASSFILE=%s psql -h %s -p %d -U orders %s
                          broker      kcat -C -q -b %s -t dr.recovery.v1 -o beginning -f '%%h %%s\\n'
                          data        %s, logs in logs/
                        """,
                        where.console(),
                        folder.resolve("pgpass"),
                        door.host(),
                        door.port(),
                        door.database(),
                        where.bootstrapServers(),
                        folder);
        where.services()
                .forEach((name, service) ->
                        out().printf("  %-21s %-10s %s%n", name, service.place(), service.url()));
        out().printf(
                        """

                        Try next:
                          bascule status%1$s
                          bascule sandbox kill frankfurt%1$s     # and watch the console
                          bascule failback orders%1$s            # when frankfurt is back
                          bascule down%1$s                       # the data stays
                        """,
                        again);
    }

    private static boolean isNoPort(@Nullable Integer port) {
        return port != null && (port < 1_024 || port > 65_000);
    }
}
