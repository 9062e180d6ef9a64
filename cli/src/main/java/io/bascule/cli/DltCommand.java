package io.bascule.cli;

import picocli.CommandLine.Command;

/** Dead letters. */
@Command(
        name = "dlt",
        description =
                "Dead letters: what a service could not read or handle, with the reason. Shows them, and puts them back.",
        subcommands = {DltListCommand.class, DltShowCommand.class, DltReplayCommand.class},
        footer = {"", "Example:", "  bascule dlt list"})
final class DltCommand extends Group {}
