package io.bascule.cli;

import picocli.CommandLine.Command;

/** Backups. */
@Command(
        name = "backup",
        description = "Takes backups, and shows what each of them proved.",
        subcommands = {BackupRunCommand.class, BackupListCommand.class, BackupShowCommand.class},
        footer = {"", "Example:", "  bascule backup run orders"})
final class BackupCommand extends Group {}
