package io.bascule.cli;

import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.cli.text.Screen;
import io.bascule.cli.text.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** One backup in full. */
@Command(
        name = "show",
        description = "Shows a backup in full.",
        footer = {
            "",
            "Example:",
            "  bascule backup show 20261122T192636Z-5320903e64fe",
            "",
            "With --json one document, with the fields of bascule backup list --json."
        })
final class BackupShowCommand extends TalkCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "ID", description = "The backup, as bascule backup list names it.")
    private String id;

    @Option(names = "--json", description = "One document, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        for (var backup : gateway().document("/api/backups")) {
            if (id.equals(Json.text(backup, "backupId"))) {
                show(backup);
                return ExitCode.DONE;
            }
        }
        throw new TalkException(
                Kind.UNKNOWN,
                "Expected a backup that is known, but nothing is known of '"
                        + id
                        + "'; bascule backup list names them");
    }

    private void show(JsonNode backup) {
        var screen = screen();
        if (json) {
            screen.json(backup);
            return;
        }
        var restore = Json.number(backup, "restoreSeconds");
        line(screen, "backup", id);
        line(screen, "application", Json.text(backup, "application"));
        line(screen, "job", Json.text(backup, "job"));
        line(screen, "engine", Json.text(backup, "engine"));
        line(screen, "state of", Words.dateTime(Json.instant(backup, "snapshotAt")));
        line(screen, "proof", BackupListCommand.proof(backup));
        line(screen, "restored in", restore == null ? "never restored" : Words.seconds(restore));
        line(screen, "refuted", Json.text(backup, "refuted"));
        line(screen, "read", Words.bytes(Json.count(backup, "sourceBytes")));
        line(screen, "stored", Words.bytes(Json.count(backup, "storedBytes")));
        line(screen, "encryption", Json.text(backup, "encryption"));
        line(screen, "sha256", Json.text(backup, "sha256"));
        line(screen, "manifest", Json.text(backup, "manifestUri"));
        backup.path("eventIds").forEach(e -> line(screen, "event", e.asString("")));
    }

    private static void line(Screen screen, String name, String value) {
        if (!value.isEmpty()) {
            screen.line("%-12s %s".formatted(name, Words.printable(value)));
        }
    }
}
