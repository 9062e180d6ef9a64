package io.bascule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.world.DemoPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PlanCheckTest {

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theDemosPlanIsGoodInTheSandbox() throws IOException {
        assertThat(check(DemoPlan.text(), "--sandbox")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("1 applications and 1 backup jobs");
    }

    @Test
    void everyMistakeIsALineWithFileLineAndColumn() throws IOException {
        // given
        var text = DemoPlan.text().replace("primary: frankfurt", "primary: berlin");
        // when
        int exit = check(text, "--sandbox");
        // then
        assertThat(exit).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("plan.yaml:")
                .contains("berlin")
                .containsPattern(":\\d+:\\d+: ");
    }

    @Test
    void aFileThatIsNotThereIsOneLine() {
        int exit = run("plan", "check", folder.resolve("absent.yaml").toString());
        assertThat(exit).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        assertThat(run("fly")).isEqualTo(ExitCode.USAGE);
    }

    private int check(String text, String... options) throws IOException {
        var file = Files.writeString(folder.resolve("plan.yaml"), text);
        var arguments = new String[3 + options.length];
        arguments[0] = "plan";
        arguments[1] = "check";
        System.arraycopy(options, 0, arguments, 2, options.length);
        arguments[arguments.length - 1] = file.toString();
        return run(arguments);
    }

    private int run(String... arguments) {
        return new CommandLine(new Bascule())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler(new Failures())
                .execute(arguments);
    }
}
