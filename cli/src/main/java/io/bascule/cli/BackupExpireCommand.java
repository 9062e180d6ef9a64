package io.bascule.cli;

import io.bascule.cli.gateway.Answer.Outcome;
import io.bascule.cli.text.Table;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.RetentionReviewed;
import io.bascule.contracts.event.RequestEvent.ExpireRequested;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What retention removes and keeps. */
@Command(
        name = "expire",
        description =
                "Says which backups retention removes and keeps, and why; with --remove it is done. It is done once an hour by itself, too.",
        footer = {
            "",
            "Examples:",
            "  bascule backup expire",
            "  bascule backup expire orders --remove",
            "",
            "With --json the answer and the event RetentionReviewed of each application, one",
            "document per line."
        })
final class BackupExpireCommand extends RequestCommand {

    @Parameters(
            paramLabel = "APP|JOB",
            arity = "0..1",
            description = "The application, or a backup job; default all that have backups.")
    private @Nullable String name;

    @Option(
            names = "--dry-run",
            description = "Only say what would be removed; that is the default.")
    private boolean dryRun;

    @Option(names = "--remove", description = "Remove what is said.")
    private boolean remove;

    @Override
    public Integer call() {
        if (dryRun && remove) {
            screen().aside("Expected either --dry-run or --remove, but found both");
            return ExitCode.USAGE;
        }
        int worst = ExitCode.DONE;
        for (var each : wanted()) {
            int code = expire(each);
            worst = worst == ExitCode.DONE ? code : worst;
        }
        return worst;
    }

    private List<BackupName> wanted() {
        return name == null
                ? BackupName.all(talk()).stream()
                        .map(BackupName.Known::application)
                        .distinct()
                        .sorted()
                        .map(application -> new BackupName(application, null, null))
                        .toList()
                : List.of(BackupName.find(talk(), name));
    }

    private int expire(BackupName named) {
        var sent = Instant.now();
        var answer =
                ask(
                        platform(),
                        new ExpireRequested(
                                named.application(), named.job(), remove, by(), reason()));
        int code = new Answers(talk()).say(answer);
        boolean answered = answer.outcome() == Outcome.TAKEN;
        return (answered || answer.outcome() == Outcome.NO_ANSWER)
                        && platform().knownBootstrapServers().isPresent()
                ? new FollowingFacts(talk(), timeout())
                        .run(answer.requestId(), sent, "the answer", this::end)
                : code;
    }

    private Optional<Integer> end(BackupEvent fact) {
        if (!(fact instanceof RetentionReviewed reviewed)) {
            return Optional.empty();
        }
        if (!talk().json()) {
            var table = new Table("BACKUP", "", "JOB", "WHY");
            reviewed.decisions()
                    .forEach(d ->
                            table.row(
                                    d.backupId(),
                                    d.removes() ? remove ? "removed" : "would go" : "stays",
                                    reviewed.application() + "/" + d.job(),
                                    d.rule()));
            table.print(screen(), "there is no backup that is complete");
        }
        return Optional.of(ExitCode.DONE);
    }
}
