package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The folder of a lasting world, looked at from outside of it. */
public final class LastingFolder {

    private LastingFolder() {}

    /** Whether there is one. */
    public static boolean isOne(Path folder) {
        return WorldFolder.isOne(folder);
    }

    /** How many processes work there, whoever started them: also those a killed sandbox left. */
    public static int processes(Path folder) {
        return Sweep.processesIn(processFolders(at(folder))).size();
    }

    /** The process of the sandbox there, also while it starts or ends; empty if there is none. */
    public static Optional<ProcessHandle> holder(Path folder) {
        if (!isOne(folder)) {
            return Optional.empty();
        }
        var world = at(folder);
        try (var _ = WorldLock.takeFor(world)) {
            return Optional.empty();
        } catch (SandboxException e) {
            if (e.why() != Cause.OCCUPIED) {
                throw e;
            }
            return holderOf(WorldLock.fileIn(world.root()));
        }
    }

    private static Optional<ProcessHandle> holderOf(Path lock) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(lock).strip()));
        } catch (IOException | NumberFormatException _) {
            // It has ended meanwhile, or has just begun.
            return Optional.empty();
        }
    }

    /**
     * Ends the processes that a killed sandbox left.
     *
     * @return a line for each that could not be ended
     * @throws SandboxException if the sandbox runs
     */
    public static List<String> clear(Path folder) {
        var world = at(folder);
        try (var _ = WorldLock.takeFor(world)) {
            return clear(world);
        }
    }

    /**
     * Ends the processes that a killed sandbox left, and removes the folder with all data.
     *
     * @throws SandboxException if it is no sandbox's folder, or its sandbox runs, or a process
     *     could not be ended
     */
    public static void delete(Path folder) {
        if (!isOne(folder)) {
            throw new SandboxException(
                    Cause.USAGE,
                    "Expected a sandbox's folder, but "
                            + folder
                            + " does not bear its mark; nothing was removed");
        }
        var world = at(folder);
        try (var _ = WorldLock.takeFor(world)) {
            var left = clear(world);
            if (!left.isEmpty()) {
                throw new SandboxException(
                        Cause.WORLD,
                        "Expected to end what a killed sandbox left, but found "
                                + String.join(", ", left));
            }
            world.remove();
        }
    }

    private static List<String> clear(WorldFolder world) {
        var left = Footing.clear(world.root(), processFolders(world));
        new WorldFolder(WorldFolder.socketsPath(world)).removeIfThere();
        try {
            Files.deleteIfExists(world.root().resolve("world.json"));
        } catch (IOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to remove world.json", e);
        }
        return left;
    }

    private static List<Path> processFolders(WorldFolder world) {
        return Footing.processesOf(world, new WorldFolder(WorldFolder.socketsPath(world)));
    }

    private static WorldFolder at(Path folder) {
        try {
            return new WorldFolder(folder.toRealPath());
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.USAGE, "Expected a sandbox's folder, but found no " + folder, e);
        }
    }
}
