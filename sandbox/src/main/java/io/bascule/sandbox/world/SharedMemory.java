package io.bascule.sandbox.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A killed server leaves a few bytes of System V shared memory, which nothing else removes. */
final class SharedMemory {

    private static final int SECONDS = 5;

    private SharedMemory() {}

    /**
     * Removes what the killed servers of a world left.
     *
     * @param problems takes a line for each that could not be removed
     */
    static void remove(Path world, List<String> problems) {
        for (var dataDir : dataDirs(world)) {
            var file = dataDir.resolve("postmaster.pid");
            try {
                if (Files.exists(file) && Files.readAllLines(file).size() >= 7) {
                    var words = Files.readAllLines(file).get(6).strip().split("\\s+", -1);
                    remove(words[words.length - 1]);
                }
            } catch (IOException e) {
                problems.add("shared memory of " + dataDir + ": " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The data directories that a world has. */
    static List<Path> dataDirs(Path world) {
        var databases = world.resolve("databases");
        return Stream.of(World.FRANKFURT, World.PARIS)
                .map(databases::resolve)
                .filter(Files::isDirectory)
                .toList();
    }

    private static void remove(String id) throws IOException, InterruptedException {
        var remover =
                new ProcessBuilder("ipcrm", "-m", id)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!remover.waitFor(SECONDS, TimeUnit.SECONDS)) {
            remover.destroyForcibly();
        }
    }
}
