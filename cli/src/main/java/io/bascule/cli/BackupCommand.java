package io.bascule.cli;

import picocli.CommandLine.Command;

/** Backups. */
@Command(
        name = "backup",
        description =
                "Takes backups, shows what each of them proved, proves them again, and removes old ones.",
        subcommands = {
            BackupRunCommand.class,
            BackupListCommand.class,
            BackupShowCommand.class,
            BackupVerifyCommand.class,
            BackupExpireCommand.class
        },
        footer = {"", "Example:", "  bascule backup run orders"})
final class BackupCommand extends Group {}
