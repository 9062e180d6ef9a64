package io.bascule.cli;

import io.bascule.cli.gateway.Gateway;
import io.bascule.cli.platform.Platform;
import io.bascule.cli.text.Screen;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that talks to the platform. */
abstract class TalkCommand implements Callable<Integer> {

    /** Set by picocli before a command is called. */
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--console",
            paramLabel = "URL",
            order = 900,
            description = "Where the console is; default $$BASCULE_CONSOLE, else the sandbox's.")
    private @Nullable String console;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            order = 901,
            description =
                    "Where Kafka is; default $$BASCULE_BOOTSTRAP_SERVERS, else the sandbox's.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            order = 902,
            description = "The folder of a standing sandbox; default ./.bascule.")
    private @Nullable Path data;

    /** Where it is written to. */
    final Screen screen() {
        var command = spec.commandLine();
        return new Screen(command.getOut(), command.getErr());
    }

    /** Where the platform is. */
    final Platform platform() {
        return Platform.find(console, bootstrapServers, data, System.getenv());
    }

    final Gateway gateway() {
        return new Gateway(platform());
    }

    /** What has to be typed to talk to the same platform again: the options that were given. */
    final String sameOptions() {
        return given("--console", console)
                + given("--bootstrap-servers", bootstrapServers)
                + given("--data", data);
    }

    private static String given(String option, @Nullable Object value) {
        return value == null ? "" : " " + option + " " + value;
    }
}
