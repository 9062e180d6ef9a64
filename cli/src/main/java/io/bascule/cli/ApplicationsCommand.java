package io.bascule.cli;

import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.cli.text.Screen.Tone;
import io.bascule.cli.text.Table;
import io.bascule.cli.text.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** If it happened now. */
@Command(
        name = "applications",
        description =
                "If it happened now: what each application would lose and how long it would take, against its objectives.",
        footer = {
            "",
            "Example:",
            "  bascule applications orders",
            "",
            "With --json one document, a list: application, rpoExposureSeconds, rpoBasis,",
            "rtoExposureSeconds, rtoFromRun, objectiveRpoSeconds, objectiveRtoSeconds,",
            "provenBackup, findings (gap, words). What is not known is absent."
        })
final class ApplicationsCommand extends TalkCommand {

    @Parameters(paramLabel = "APP", arity = "0..1", description = "The application; default all.")
    private @Nullable String application;

    @Option(names = "--json", description = "One document, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        var screen = screen();
        var found = new ArrayList<JsonNode>();
        gateway()
                .document("/api/applications")
                .forEach(a -> {
                    if (application == null || application.equals(Json.text(a, "application"))) {
                        found.add(a);
                    }
                });
        if (found.isEmpty() && application != null) {
            throw new TalkException(
                    Kind.UNKNOWN,
                    "Expected an application that is known, but nothing is known of '"
                            + application
                            + "'; bascule applications lists them");
        }
        if (json) {
            screen.json(found);
            return ExitCode.DONE;
        }
        var table =
                new Table(
                        "APPLICATION", "READY", "LOSS NOW", "RPO", "TAKES", "RTO", "PROVEN BACKUP");
        found.forEach(a ->
                table.row(
                        Json.text(a, "application"),
                        findings(a).isEmpty() ? "yes" : "no",
                        Words.seconds(Json.number(a, "rpoExposureSeconds")),
                        Words.seconds(Json.number(a, "objectiveRpoSeconds")),
                        Words.seconds(Json.number(a, "rtoExposureSeconds")),
                        Words.seconds(Json.number(a, "objectiveRtoSeconds")),
                        backup(a.path("provenBackup"))));
        table.print(screen, "no application is known: apply a plan by bascule apply FILE");
        for (var a : found) {
            for (var finding : findings(a)) {
                screen.line(Tone.WARN, "  " + Json.text(a, "application") + ": " + finding);
            }
        }
        return ExitCode.DONE;
    }

    private static List<String> findings(JsonNode application) {
        var findings = new ArrayList<String>();
        application
                .path("findings")
                .forEach(f -> findings.add(Words.printable(Json.text(f, "words"))));
        return findings;
    }

    private static String backup(JsonNode backup) {
        var at = Json.instant(backup, "snapshotAt");
        return at == null ? "none" : Words.duration(Duration.between(at, Instant.now())) + " old";
    }
}
