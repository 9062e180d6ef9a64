package io.bascule.cli;

import io.bascule.contracts.plan.PlanReader;
import io.bascule.contracts.plan.PlanReading;
import io.bascule.sandbox.world.DemoPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be done with a plan. */
@Command(name = "plan", description = "Looks at a plan.")
final class PlanCommand {

    /** Set by picocli before a command is called. */
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Command(
            name = "check",
            description =
                    "Finds every mistake in a plan, with file, line and column. Exit code 2 if there is one.")
    int check(
            @Parameters(paramLabel = "FILE", description = "The plan.") Path file,
            @Option(
                            names = "--sandbox",
                            description =
                                    "Fill in the sandbox's placeholders, such as $${port.paris}.")
                    boolean sandbox) {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            err.println("bascule: Expected a readable text file " + file + ", but: " + e);
            return ExitCode.USAGE;
        }
        var name = file.toString();
        var reading =
                sandbox
                        ? DemoPlan.read(name, text, DemoPlan.sampleValues())
                        : PlanReader.read(name, text);
        return switch (reading) {
            case PlanReading.Valid valid -> {
                out.printf(
                        "%s is a plan of %d applications and %d backup jobs, hash %s%n",
                        file,
                        valid.plan().applications().size(),
                        valid.plan().backups().size(),
                        valid.hash());
                yield ExitCode.DONE;
            }
            case PlanReading.Invalid invalid -> {
                invalid.problems().forEach(problem -> err.println(Problems.line(problem)));
                yield ExitCode.USAGE;
            }
        };
    }
}
