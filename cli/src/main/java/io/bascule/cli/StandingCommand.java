package io.bascule.cli;

import io.bascule.sandbox.standing.Answer;
import io.bascule.sandbox.standing.Control;
import io.bascule.sandbox.standing.Order;
import io.bascule.sandbox.world.LastingFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command about the sandbox that stays. */
abstract class StandingCommand implements Callable<Integer> {

    private static final Path DEFAULT = Path.of(".bascule");

    /** Set by picocli before a command is called. */
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            order = 902,
            description = "The sandbox's folder; default ./.bascule.")
    private @Nullable Path data;

    final Path folder() {
        return Objects.requireNonNullElse(data, DEFAULT).toAbsolutePath().normalize();
    }

    /** What has to be typed to speak of the same folder again. */
    final String sameFolder() {
        return data == null ? "" : " --data " + data;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Asks the sandbox of the folder; empty if none runs there. */
    final Optional<Answer> ask(Order.Verb verb, @Nullable String place) {
        return Control.of(folder())
                .map(control -> {
                    try (control) {
                        return control.ask(new Order(verb, place));
                    }
                });
    }

    /** Says that none runs, and what that means. */
    final int notRunning() {
        var folder = folder();
        if (LastingFolder.holder(folder).isPresent()) {
            err().println(
                            "bascule: the sandbox in %s is starting or ending; ask again in a moment"
                                    .formatted(folder));
            return ExitCode.NOT_RUNNING;
        }
        int left = LastingFolder.isOne(folder) ? LastingFolder.processes(folder) : 0;
        if (left > 0) {
            err().println(
                            "bascule: the sandbox in %s was killed, %d of its processes are left; ./bascule up%s goes on with its data, ./bascule down%s ends them"
                                    .formatted(folder, left, sameFolder(), sameFolder()));
        } else {
            err().println(
                            "bascule: no sandbox runs in %s; start one: ./bascule up%s"
                                    .formatted(folder, sameFolder()));
        }
        return ExitCode.NOT_RUNNING;
    }
}
