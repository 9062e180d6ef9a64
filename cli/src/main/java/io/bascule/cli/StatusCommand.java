package io.bascule.cli;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.standing.Order;
import io.bascule.sandbox.standing.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Says how the sandbox is. */
@Command(
        name = "status",
        description =
                "Says how the sandbox is: processes, servers, where the application runs, and its client.",
        footer = {
            "",
            "Example:",
            "  bascule status --json | jq .problems",
            "",
            "Exit codes: 0 all is well, 15 something is not, which is said, 16 no sandbox runs there."
        })
final class StatusCommand extends StandingCommand {

    @Option(names = "--json", description = "Print everything as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        var answer = ask(Order.Verb.STATUS, null);
        if (answer.isEmpty()) {
            return notRunning();
        }
        var status = UpCommand.status(answer.get());
        if (json) {
            out().println(EventJson.mapper().writeValueAsString(answer.get().facts()));
        } else {
            tell(status);
        }
        return status.well() ? ExitCode.DONE : ExitCode.NOT_WELL;
    }

    private void tell(Status status) {
        out().printf(
                        "%-18s %-10s %8s %-12s %s%n",
                        "process", "place", "pid", "ready for", "restarts");
        for (var process : status.processes()) {
            out().printf(
                            "%-18s %-10s %8d %-12s %d%n",
                            process.name(),
                            process.place(),
                            process.pid(),
                            age(process.readySince()),
                            process.restarts());
        }
        out().println();
        for (var site : status.sites()) {
            out().printf("%-18s %s%n", site.site(), server(site));
        }
        if (status.applications() != null) {
            status.applications().forEach(this::tell);
        }
        var client = status.client();
        out().printf(
                        "%-18s %.1f orders a second, the last acknowledged %s ago; in all %d acknowledged, %d refused, %d in doubt%n",
                        "client",
                        client.writesPerSecond(),
                        age(client.lastAcknowledged()),
                        client.acknowledged(),
                        client.refused(),
                        client.inDoubt());
        out().printf("%-18s %s%n%n", "console", status.console());
        if (status.well()) {
            out().println("All is well.");
        } else {
            out().println("Not all is well:");
            status.problems().forEach(problem -> out().println("  " + problem));
        }
    }

    private void tell(JsonNode application) {
        var run = application.path("run");
        out().printf(
                        "%-18s %s at %s, epoch %d%s%n",
                        application.path("application").asString(""),
                        application.path("phase").asString(""),
                        application.path("activeSite").asString(""),
                        application.path("epoch").asLong(0),
                        run.isObject()
                                ? "; run %s at %s"
                                        .formatted(
                                                run.path("runId").asString(""),
                                                run.path("step").asString("its start"))
                                : "");
    }

    private static String server(Status.Site site) {
        return switch (site.role()) {
            case PRIMARY -> "primary, timeline " + site.timeline();
            case STANDBY ->
                    "standby, timeline %d, %s"
                            .formatted(
                                    Objects.requireNonNullElse(site.timeline(), 0),
                                    Boolean.TRUE.equals(site.streaming())
                                            ? "streams, %s bytes behind"
                                                    .formatted(
                                                            site.lagBytes() == null
                                                                    ? "unknown"
                                                                    : site.lagBytes())
                                            : "receives no stream");
            case DOWN -> "does not answer";
        };
    }

    private static String age(@Nullable Instant since) {
        if (since == null) {
            return "never";
        }
        var age = Duration.between(since, Instant.now());
        return age.compareTo(Duration.ofMinutes(2)) < 0
                ? "%.1f s".formatted(age.toMillis() / 1e3)
                : age.toMinutes() + " min";
    }
}
