package io.bascule.cli;

import io.bascule.cli.gateway.Gateway;
import io.bascule.cli.text.Table;
import io.bascule.cli.text.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Every run, the newest first. */
@Command(
        name = "runs",
        description = "Lists runs, the newest first, with what was measured.",
        footer = {
            "",
            "Example:",
            "  bascule runs orders",
            "",
            "With --json one document, a list: runId, application, kind, from, to, epoch,",
            "outcome, startedAt, endedAt, rtoSeconds, phaseSeconds, lossFigure,",
            "lostTransactions, rpoSeconds, complete, awaiting, report, and bounds of figures",
            "that are not exact. What is not known is absent."
        })
final class RunsCommand extends TalkCommand {

    @Parameters(paramLabel = "APP", arity = "0..1", description = "The application; default all.")
    private @Nullable String application;

    @Option(names = "--json", description = "One document, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        var screen = screen();
        var runs = new ArrayList<JsonNode>();
        gateway()
                .document(
                        "/api/runs"
                                + (application == null
                                        ? ""
                                        : "?application=" + Gateway.escaped(application)))
                .forEach(runs::add);
        runs.sort(Comparator.comparing(RunsCommand::begun).reversed());
        if (json) {
            screen.json(runs);
            return ExitCode.DONE;
        }
        var table = new Table("RUN", "KIND", "OUTCOME", "RTO", "LOST", "STARTED", "FROM -> TO");
        runs.forEach(r ->
                table.row(
                        Json.text(r, "runId"),
                        Words.words(Json.text(r, "kind")),
                        Words.words(Json.text(r, "outcome")),
                        rto(r),
                        lost(r),
                        Words.dateTime(Json.instant(r, "startedAt")),
                        Json.text(r, "from") + " -> " + Json.text(r, "to")));
        table.print(
                screen,
                application == null ? "no run is known" : "no run of " + application + " is known");
        return ExitCode.DONE;
    }

    /** A run that did not start yet is the newest. */
    private static Instant begun(JsonNode run) {
        var at = Json.instant(run, "startedAt");
        return at == null ? Instant.MAX : at;
    }

    private static String rto(JsonNode run) {
        var exact = Json.number(run, "rtoSeconds");
        var atLeast = Json.number(run, "rtoAtLeastSeconds");
        return exact == null && atLeast != null
                ? "≥ " + Words.seconds(atLeast)
                : Words.seconds(exact);
    }

    private static String lost(JsonNode run) {
        var exact = Json.count(run, "lostTransactions");
        var atLeast = Json.count(run, "lostTransactionsAtLeast");
        return exact != null ? exact.toString() : atLeast != null ? "≥ " + atLeast : Words.UNKNOWN;
    }
}
