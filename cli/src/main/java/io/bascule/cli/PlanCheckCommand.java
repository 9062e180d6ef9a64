package io.bascule.cli;

import io.bascule.cli.text.Screen;
import io.bascule.contracts.plan.PlanProblem;
import io.bascule.contracts.plan.PlanReader;
import io.bascule.contracts.plan.PlanReading;
import io.bascule.sandbox.world.DemoPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds every mistake of plans at once. */
@Command(
        name = "check",
        description =
                "Finds every mistake in plans, with file, line and column. Exit code 2 if there is one. Talks to nobody.",
        footer = {
            "",
            "Example:",
            "  bascule plan check plan.yaml",
            "",
            "With --json one document per file: file, hash, applications, backupJobs, problems",
            "(line, column, message)."
        })
final class PlanCheckCommand implements Callable<Integer> {

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The plans.")
    private List<Path> files;

    @Option(
            names = "--sandbox",
            description = "Fill in the sandbox's placeholders, such as $${port.paris}.")
    private boolean sandbox;

    @Option(names = "--json", description = "One document per file, for machines.")
    private boolean json;

    /** Set by picocli before a command is called. */
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    /** What was found in a file, for machines. */
    record Checked(
            String file,
            @Nullable String hash,
            @Nullable Integer applications,
            @Nullable Integer backupJobs,
            List<PlanProblem> problems) {}

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var worst = ExitCode.DONE;
        for (var file : files) {
            worst = Math.max(worst, check(screen, file));
        }
        return worst;
    }

    private int check(Screen screen, Path file) {
        var text = TextFile.read(file);
        var name = file.toString();
        var reading =
                sandbox
                        ? DemoPlan.read(name, text, DemoPlan.sampleValues())
                        : PlanReader.read(name, text);
        return switch (reading) {
            case PlanReading.Valid valid -> {
                var plan = valid.plan();
                if (json) {
                    screen.json(
                            new Checked(
                                    name,
                                    valid.hash(),
                                    plan.applications().size(),
                                    plan.backups().size(),
                                    List.of()));
                } else {
                    screen.line(
                            "%s is a plan of %d applications and %d backup jobs, hash %s"
                                    .formatted(
                                            file,
                                            plan.applications().size(),
                                            plan.backups().size(),
                                            valid.hash()));
                }
                yield ExitCode.DONE;
            }
            case PlanReading.Invalid invalid -> {
                if (json) {
                    screen.json(
                            new Checked(
                                    name, null, null, null, new ArrayList<>(invalid.problems())));
                } else {
                    invalid.problems().forEach(p -> screen.error(Problems.line(p)));
                }
                yield ExitCode.USAGE;
            }
        };
    }
}
