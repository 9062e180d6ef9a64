package io.bascule.cli;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong usage is one line, what may have been meant, and where the help is. */
final class Misuse implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        var command = e.getCommandLine();
        var err = command.getErr();
        err.println("bascule: " + String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "));
        var _ = UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try: " + name(command) + " --help");
        return ExitCode.USAGE;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }
}
