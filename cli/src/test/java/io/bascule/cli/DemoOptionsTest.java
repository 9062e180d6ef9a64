package io.bascule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.trouble.Trouble;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoOptionsTest {

    private final StringWriter err = new StringWriter();

    @Test
    void anUnknownTroubleIsRefusedWithTheList() {
        int exit = demo("--trouble", "ddl,quake");
        assertThat(exit).isEqualTo(ExitCode.USAGE);
        for (var trouble : Trouble.values()) {
            assertThat(err.toString()).contains(trouble.label());
        }
        assertThat(err.toString()).contains("'quake'");
    }

    @Test
    void troublesThatDoNotFitAreRefusedBeforeAnythingStarts() {
        assertThat(demo("--checkpoint", "--pause-replay")).isEqualTo(ExitCode.USAGE);
        assertThat(demo("--trouble", "old-site-lost", "--repeat", "2")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theHelpDescribesEveryTrouble() {
        var help = new CommandLine(new DemoCommand()).getUsageMessage();
        for (var trouble : Trouble.values()) {
            assertThat(help).contains("  " + trouble.label() + " ").contains(trouble.description());
        }
    }

    private int demo(String... options) {
        return new CommandLine(new DemoCommand())
                .setErr(new PrintWriter(err, true))
                .execute(options);
    }
}
