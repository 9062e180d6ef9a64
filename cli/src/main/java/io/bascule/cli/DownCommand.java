package io.bascule.cli;

import io.bascule.sandbox.standing.Order;
import io.bascule.sandbox.world.LastingFolder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends the sandbox that stays. */
@Command(
        name = "down",
        description = {
            "Ends the sandbox in order and waits until nothing of it is left. Its data stays, and bascule up goes on with it.",
            "What a killed sandbox left is ended as well."
        },
        footer = {
            "",
            "Example:",
            "  bascule down --delete",
            "",
            "Exit codes: 0 nothing runs any more, 2 it is no sandbox's folder, 5 something is left, which is said,",
            "16 no sandbox ran there."
        })
final class DownCommand extends StandingCommand {

    private static final Duration GONE = Duration.ofSeconds(90);

    @Option(
            names = "--delete",
            description = "Remove the folder with all data afterwards, if it is a sandbox's.")
    private boolean delete;

    @Override
    public Integer call() throws InterruptedException {
        var process = LastingFolder.holder(folder());
        var answer = ask(Order.Verb.DOWN, null);
        if (answer.isPresent()) {
            out().println(answer.get().message());
            awaitEnd(process);
            if (!answer.get().isDone()) {
                return ExitCode.WORLD;
            }
        } else if (process.isPresent()) {
            // It takes no orders before it answers; it ends all the same, and in order.
            process.get().destroy();
            awaitEnd(process);
            out().println("the sandbox was starting; it is ended");
        } else if (!LastingFolder.isOne(folder())) {
            if (delete && folder().toFile().exists()) {
                LastingFolder.delete(folder());
            }
            return notRunning();
        } else if (LastingFolder.processes(folder()) > 0) {
            var left = LastingFolder.clear(folder());
            if (!left.isEmpty()) {
                err().println("bascule: left behind: " + String.join(", ", left));
                return ExitCode.WORLD;
            }
            out().println("what a killed sandbox had left is ended");
        } else if (!delete) {
            return notRunning();
        }
        if (delete) {
            LastingFolder.delete(folder());
            out().println("removed: " + folder());
        } else {
            out().println("the data stays in " + folder());
        }
        return ExitCode.DONE;
    }

    private static void awaitEnd(Optional<ProcessHandle> process) throws InterruptedException {
        try {
            var _ =
                    process.map(ProcessHandle::onExit)
                            .orElse(CompletableFuture.completedFuture(null))
                            .get(GONE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // It has said itself that all it started has ended; the lock tells the rest.
        }
    }
}
