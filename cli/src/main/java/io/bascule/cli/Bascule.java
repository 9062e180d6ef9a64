package io.bascule.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program. Its exit codes are those of {@link ExitCode}. */
@Command(
        name = "bascule",
        description =
                "Event-driven disaster recovery that proves its backups and measures its recoveries.",
        subcommands = {DemoCommand.class, UpCommand.class, StatusCommand.class, DownCommand.class, SandboxCommand.class, PlanCommand.class, TrainCommand.class, HelpCommand.class},
        footer = {
            "",
            "Also, by the launcher itself:",
            "  verify   builds and passes all tests",
            "",
            "Exit codes: 0 done, 1 a claim did not hold, 2 wrong usage or a plan with mistakes,",
            "3 something is missing, 4 another sandbox runs, 5 the sandbox could not be made,",
            "6 something awaited did not happen."
        })
final class Bascule {

    Bascule() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return new CommandLine(new Bascule())
                .setExecutionExceptionHandler(new Failures())
                .setUsageHelpAutoWidth(true)
                .execute(args.length == 0 ? new String[] {"help"} : args);
    }
}
