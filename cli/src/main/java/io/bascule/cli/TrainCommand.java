package io.bascule.cli;

import io.bascule.sandbox.world.World;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What the launcher does once after a build. */
@Command(
        name = "train",
        description =
                "Lets the services remember how they start, so that later starts are faster; once per build.",
        footer = {"", "Example:", "  bascule train"})
final class TrainCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        World.train(_ -> {});
        return ExitCode.DONE;
    }
}
