package io.bascule.sandbox.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every process that was started, in the order of their start; they end in the opposite order. */
final class Children {

    private static final long LONG_LOG = 16L << 20;

    private final Path logs;
    private final Path folders;
    private final List<Child> started = new ArrayList<>();
    private boolean closed;

    /**
     * @param logs where each process has its log
     * @param folders where each process has its working directory
     */
    Children(Path logs, Path folders) {
        this.logs = logs;
        this.folders = folders;
    }

    /** Starts a process; nothing is started any more once the world ends. */
    synchronized Child start(String name, List<String> command, Map<String, String> environment) {
        if (closed) {
            throw new SandboxException(
                    SandboxException.Cause.WORLD,
                    "Expected to start " + name + ", but the world ends");
        }
        var folder = WorldFolder.create(folders.resolve(name));
        var log = logs.resolve(name + ".log");
        turnOver(log);
        var child = Child.start(name, command, environment, folder, log);
        // A dead one of that name is replaced: a world that lives long does not remember them all.
        started.removeIf(former -> former.name().equals(name) && !former.isAlive());
        started.add(child);
        return child;
    }

    /** A log that has grown is put aside when its process starts anew; one former log is kept. */
    private static void turnOver(Path log) {
        try {
            if (Files.exists(log) && Files.size(log) > LONG_LOG) {
                Files.move(
                        log,
                        log.resolveSibling(log.getFileName() + ".1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new SandboxException(
                    SandboxException.Cause.WORLD, "Expected to put aside " + log, e);
        }
    }

    synchronized List<Child> all() {
        return List.copyOf(started);
    }

    /** Ends those that are named so, all at once. */
    void end(List<Child> children, Duration grace) {
        children.forEach(Child::terminate);
        long end = System.nanoTime() + grace.toNanos();
        for (var child : children) {
            child.awaitEnd(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
    }

    /** From now on nothing is started. */
    synchronized void close() {
        closed = true;
    }
}
