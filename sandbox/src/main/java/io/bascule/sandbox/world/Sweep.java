package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The processes of a world, whoever started them: each works in a folder of the world's. So the
 * PostgreSQL servers are found even when the executor that was their parent has been killed.
 */
final class Sweep {

    private static final Path PROC = Path.of("/proc");

    private Sweep() {}

    /** All that work in one of those folders now. */
    static List<ProcessHandle> processesIn(List<Path> folders) {
        long self = ProcessHandle.current().pid();
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.filter(e -> Character.isDigit(e.getFileName().toString().charAt(0)))
                    .filter(e -> worksIn(e, folders))
                    .map(e -> Long.parseLong(e.getFileName().toString()))
                    .filter(pid -> pid != self)
                    .map(ProcessHandle::of)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to list " + PROC, e);
        }
    }

    /**
     * Kills them, again until none is left.
     *
     * @return whether none is left at the deadline
     */
    static boolean kill(List<Path> folders, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        var left = processesIn(folders);
        while (!left.isEmpty() && System.nanoTime() < end) {
            left.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            left = processesIn(folders);
        }
        return left.isEmpty();
    }

    private static boolean worksIn(Path process, List<Path> folders) {
        try {
            // The kernel adds " (deleted)" to a folder that is gone; it still begins with it.
            var works = Files.readSymbolicLink(process.resolve("cwd"));
            return folders.stream().anyMatch(works::startsWith);
        } catch (IOException _) {
            // It has ended meanwhile, or belongs to somebody else.
            return false;
        }
    }
}
