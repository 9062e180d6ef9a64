package io.bascule.cli;

import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import io.bascule.contracts.event.RestoreEvent.RestoreCompleted;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores a backup. */
@Command(
        name = "restore",
        description = {
            "Restores a backup into a target that the backup-service is configured for.",
            "Of an application or a job it is the newest proven backup, with --at the newest of that instant or before it. A target that is not empty is refused unless --replace is given."
        },
        footer = {
            "",
            "Examples:",
            "  bascule restore orders --into scratch",
            "  bascule restore 20261122T192636Z-5320903e64fe --into scratch --replace",
            "  bascule restore orders-db --into scratch --at '2026-11-22 10:15' --follow",
            "  bascule restore user-uploads --into restored-files --path 2026/photos",
            "",
            "With --json the answer, then with --follow each event, one document per line;",
            "RestoreProgressed has bytes, totalBytes, seconds and secondsLeft."
        })
final class RestoreCommand extends RequestCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(
            paramLabel = "BACKUP|APP|JOB",
            description = "The backup; or of an application or a job the newest proven one.")
    private String name;

    @SuppressWarnings("NullAway.Init")
    @Option(
            names = "--into",
            paramLabel = "TARGET",
            required = true,
            description = "Where to: a target that the backup-service is configured for.")
    private String target;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = Moment.class,
            description =
                    "The instant whose state is wanted, such as '2026-11-22 10:15' or 2026-11-22T10:15:30Z.")
    private @Nullable Instant at;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Of a backup of files: the one file or folder that is wanted.")
    private @Nullable String path;

    @Option(names = "--replace", description = "Replace what a target holds that is not empty.")
    private boolean replace;

    @Override
    public Integer call() {
        var named = BackupName.find(talk(), name);
        var request =
                new RestoreRequested(
                        named.application(),
                        named.backupId(),
                        target,
                        replace,
                        by(),
                        reason(),
                        named.job(),
                        at,
                        path);
        return follow(request, "the restore", RestoreCommand::end);
    }

    private static Optional<Integer> end(BackupEvent fact) {
        return fact instanceof RestoreCompleted
                ? Optional.of(ExitCode.DONE)
                : fact instanceof RestoreFailed f
                        ? Optional.of(
                                f.reason().startsWith("Refused: ")
                                        ? ExitCode.REFUSED
                                        : ExitCode.PLATFORM)
                        : Optional.empty();
    }
}
