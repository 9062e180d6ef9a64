package io.bascule.cli;

import io.bascule.cli.gateway.Gateway;
import io.bascule.cli.text.Table;
import io.bascule.cli.text.Words;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Every backup and its proof. */
@Command(
        name = "list",
        description = "Lists backups, the newest first, and how far each is proven.",
        footer = {
            "",
            "Example:",
            "  bascule backup list orders",
            "",
            "With --json one document, a list: application, backupId, job, engine, snapshotAt,",
            "sourceBytes, storedBytes, sha256, encryption, manifestUri, proof, restoreSeconds,",
            "refuted, expired, eventIds. What is not known is absent."
        })
final class BackupListCommand extends TalkCommand {

    @Parameters(paramLabel = "APP", arity = "0..1", description = "The application; default all.")
    private @Nullable String application;

    @Option(names = "--json", description = "One document, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        var backups =
                gateway()
                        .document(
                                "/api/backups"
                                        + (application == null
                                                ? ""
                                                : "?application=" + Gateway.escaped(application)));
        var screen = screen();
        if (json) {
            screen.json(backups);
            return ExitCode.DONE;
        }
        var all = new ArrayList<JsonNode>();
        backups.forEach(all::add);
        var table = new Table("BACKUP", "PROOF", "STORED", "STATE OF", "JOB");
        all.forEach(b ->
                table.row(
                        Json.text(b, "backupId"),
                        proof(b),
                        Words.bytes(Json.count(b, "storedBytes")),
                        Words.dateTime(Json.instant(b, "snapshotAt")),
                        Json.text(b, "application") + "/" + Json.text(b, "job")));
        table.print(screen, "no backup is known; take one by bascule backup run APP");
        return ExitCode.DONE;
    }

    /** What it proved, unless it was refuted or is gone. */
    static String proof(JsonNode backup) {
        return backup.path("expired").asBoolean(false)
                ? "expired"
                : !Json.text(backup, "refuted").isEmpty()
                        ? "refuted"
                        : Words.words(Json.text(backup, "proof"));
    }
}
