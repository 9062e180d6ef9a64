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
        err.println("bascule: " + words(e));
        var _ = UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try: " + name(command) + " --help");
        return ExitCode.USAGE;
    }

    private static String words(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        }
        var command = e.getCommandLine();
        String found = unmatched.getUnmatched().getFirst();
        if (unmatched.isUnknownOption()) {
            return "Expected an option of '%s', but found '%s'".formatted(name(command), found);
        }
        return command.getSubcommands().isEmpty()
                ? "Expected no more arguments of '%s', but found '%s'"
                        .formatted(name(command), found)
                : "Expected a command of '%s', but found '%s'".formatted(name(command), found);
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }
}
