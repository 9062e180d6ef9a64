package io.bascule.cli;

import io.bascule.cli.text.Screen;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;

/** The program. Its exit codes are those of {@link ExitCode}. */
@Command(
        name = "bascule",
        description =
                "Event-driven disaster recovery that proves its backups and measures its recoveries.",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            StatusCommand.class,
            DownCommand.class,
            SandboxCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            FailoverCommand.class,
            FailbackCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            ResumeCommand.class,
            CancelCommand.class,
            FollowCommand.class,
            ApplicationsCommand.class,
            RunsCommand.class,
            ReportCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            LagCommand.class,
            EventsCommand.class,
            DltCommand.class,
            TrainCommand.class,
            CompletionCommand.class,
            ExitCodesCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        footer = {
            "",
            "Also, by the launcher itself:",
            "  verify   builds and passes all tests",
            "",
            "Example:",
            "  bascule failover orders --to paris --planned"
        })
final class Bascule {

    Bascule() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return commandLine()
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(args.length == 0 ? new String[] {"help"} : args);
    }

    /** The program with all commands, as it is run, documented and completed. */
    static CommandLine commandLine() {
        var command = new CommandLine(new Bascule());
        command.getCommandSpec().usageMessage().exitCodeList(ExitCode.list());
        addHelp(command);
        return command.setExecutionExceptionHandler(new Failures())
                .setParameterExceptionHandler(new Misuse())
                .setExitCodeExceptionMapper(_ -> ExitCode.DEFECT)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpLongOptionsMaxWidth(28)
                .setUsageHelpWidth(width())
                .setColorScheme(Help.defaultColorScheme(Screen.isColoured() ? Ansi.ON : Ansi.OFF));
    }

    /** Every command has it; options stand in the order that they were given by their authors. */
    private static void addHelp(CommandLine command) {
        var spec = command.getCommandSpec();
        spec.usageMessage().sortOptions(false).sortSynopsis(false);
        if (spec.findOption("--help") == null) {
            var _ =
                    spec.addOption(
                            OptionSpec.builder("-h", "--help")
                                    .usageHelp(true)
                                    .order(1_000)
                                    .description("Show this help.")
                                    .build());
        }
        command.getSubcommands().values().forEach(Bascule::addHelp);
    }

    private static int width() {
        int columns = Integer.getInteger(Screen.COLUMNS, 0);
        return columns <= 0 ? 80 : Math.clamp(columns, 60, 100);
    }
}
