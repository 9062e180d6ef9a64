package io.bascule.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that is only the name of others. */
abstract class Group implements Runnable {

    /** Set by picocli before a command is called. */
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        var command = spec.commandLine();
        throw new ParameterException(
                command,
                "Expected one of %s after '%s', but found none"
                        .formatted(
                                String.join(", ", command.getSubcommands().keySet()),
                                spec.qualifiedName()));
    }

    final CommandLine commandLine() {
        return spec.commandLine();
    }
}
