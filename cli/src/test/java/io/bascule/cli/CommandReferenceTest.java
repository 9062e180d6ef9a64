package io.bascule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The reference of all commands is generated, and what help shows as an example is understood. */
class CommandReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "cli.md");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    private static final String HEAD =
            """
            # Commands

            Everything that can be typed, as `--help` says it. This page is generated from the commands and
            checked in the build (`mvn -pl cli test -Dbascule.regenerate=true` writes it anew). How they are
            used together is on the [operators' page](operators/cli.md).

            """;

    @Test
    void theReferenceIsWhatTheProgramIs() throws IOException {
        var page = new StringBuilder(HEAD);
        commands(Bascule.commandLine())
                .forEach(command ->
                        page.append("## ")
                                .append(command.getCommandSpec().qualifiedName())
                                .append("\n\n```text\n")
                                .append(
                                        command.getUsageMessage(Ansi.OFF)
                                                .replaceAll("[ \\t]+(?=\\R)", "")
                                                .strip())
                                .append("\n```\n\n"));
        var expected = page.toString().stripTrailing() + "\n";
        if (Boolean.getBoolean("bascule.regenerate")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE)
                .as("committed page, as generated (-Dbascule.regenerate=true writes it anew)")
                .hasContent(expected);
    }

    static Stream<CommandLine> commands() {
        return commands(Bascule.commandLine());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpOnEightyColumnsWithAnExampleThatIsUnderstood(CommandLine command) {
        var spec = command.getCommandSpec();
        assertThat(spec.findOption("--help")).as("--help of " + spec.qualifiedName()).isNotNull();
        assertThat(spec.usageMessage().description()).isNotEmpty();
        assertThat(command.getUsageMessage(Ansi.OFF).lines().map(String::length))
                .allMatch(length -> length <= 100);

        var examples =
                Arrays.stream(spec.usageMessage().footer())
                        .filter(line -> line.startsWith("  bascule ") || line.contains("<("))
                        .map(line -> line.replaceAll("source <\\(\\./|\\)$|\\s+[#|].*", "").strip())
                        .toList();

        assertThat(examples).as("examples of " + spec.qualifiedName()).isNotEmpty();
        for (var example : examples) {
            var words = words(example);
            assertThat(words.getFirst()).isEqualTo("bascule");
            var parsed =
                    Bascule.commandLine()
                            .parseArgs(words.subList(1, words.size()).toArray(String[]::new));
            assertThat(parsed.errors()).isEmpty();
        }
    }

    @Test
    void whatAShellCompletesIncludesTheLaunchersOwnCommand() {
        var bash = Shell.run("completion", "bash");
        assertThat(bash.code()).isEqualTo(ExitCode.DONE);
        assertThat(bash.out())
                .contains("complete -F _complete_bascule", "verify", "failover", "--planned");
        assertThat(Shell.run("completion", "zsh").out()).contains("bashcompinit");
        assertThat(Shell.run("completion", "fish").code()).isEqualTo(ExitCode.USAGE);
        assertThat(AutoComplete.bash("bascule", Bascule.commandLine())).isNotEmpty();
    }

    @Test
    void exitCodesAreSaidInOnePlace() {
        var said = Shell.run("exit-codes").out();
        assertThat(said).contains("   7  a rule refused it", "  70  a defect");
        assertThat(Bascule.commandLine().getUsageMessage(Ansi.OFF)).contains("a rule refused it");
    }

    @Test
    void wrongUsageIsOneLineWithWhatMayHaveBeenMeant() {
        var ran = Shell.run("failver");
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .contains("Expected a command of 'bascule', but found 'failver'")
                .contains("bascule failover")
                .doesNotContain("Usage:");
        assertThat(Shell.run("dlt").err()).contains("Expected one of list, show, replay");
        assertThat(Shell.run("runs", "--jsn").err())
                .contains("Expected an option of 'bascule runs', but found '--jsn'");
        assertThat(Shell.run("approve", "orders-1", "orders-2").err())
                .contains("Expected no more arguments of 'bascule approve', but found 'orders-2'");
    }

    @Test
    void whereThePlatformIsIsAskedForWithAllThreeWays() {
        assertThat(Shell.run("runs").err())
                .contains("--console URL", "BASCULE_CONSOLE", "bascule up");
        assertThat(Shell.run("events").err())
                .contains("--bootstrap-servers HOST:PORT", "BASCULE_BOOTSTRAP_SERVERS");
        assertThat(Shell.run("runs").code()).isEqualTo(ExitCode.UNREACHABLE);
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream()
                        .distinct()
                        .filter(c -> !c.getCommandName().equals("help"))
                        .flatMap(CommandReferenceTest::commands));
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(line);
        while (matcher.find()) {
            for (int group = 1; group <= 3; group++) {
                if (matcher.group(group) != null) {
                    words.add(matcher.group(group));
                }
            }
        }
        return words;
    }
}
