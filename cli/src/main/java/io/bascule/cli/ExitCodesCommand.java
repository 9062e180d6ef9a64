package io.bascule.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the exit codes mean. */
@Command(
        name = "exit-codes",
        description = "Says what the exit codes mean.",
        footer = {"", "Example:", "  bascule exit-codes"})
final class ExitCodesCommand implements Callable<Integer> {

    /** Set by picocli before a command is called. */
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        ExitCode.list().forEach((code, meaning) -> out.printf("%4s  %s%n", code, meaning));
        return ExitCode.DONE;
    }
}
