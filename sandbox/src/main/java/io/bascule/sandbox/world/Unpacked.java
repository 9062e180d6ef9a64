package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Executable jars start faster unpacked. Each is unpacked once per build: the folder is named after
 * the jar's size and time, and folders of former builds are removed.
 */
final class Unpacked {

    private static final int SECONDS = 60;

    /** Several services are one jar: it is unpacked by the first of them. */
    private static final Map<Path, Path> DONE = new ConcurrentHashMap<>();

    private Unpacked() {}

    /** The unpacked jar that is to be run instead. */
    static Path of(Path jar, Path unpacked) {
        return DONE.computeIfAbsent(jar, j -> unpackedOnce(j, unpacked));
    }

    private static Path unpackedOnce(Path jar, Path unpacked) {
        try {
            var name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
            var target =
                    unpacked.resolve(
                            name
                                    + "-"
                                    + Files.size(jar)
                                    + "-"
                                    + Files.getLastModifiedTime(jar).toMillis());
            if (!Files.isDirectory(target)) {
                unpack(jar, name, target);
            }
            return target.resolve(jar.getFileName());
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to unpack " + jar + ", but: " + e.getMessage(), e);
        }
    }

    private static void unpack(Path jar, String name, Path target) throws IOException {
        var parent = Files.createDirectories(target.getParent());
        removeFormer(parent, name, target);
        var fresh = Files.createTempDirectory(parent, ".unpacking-");
        var process =
                new ProcessBuilder(
                                List.of(
                                        Installation.java().toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-XX:-UsePerfData",
                                        "-Djarmode=tools",
                                        "-jar",
                                        jar.toString(),
                                        "extract",
                                        "--force",
                                        "--destination",
                                        fresh.toString()))
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
        try (var output = process.getInputStream()) {
            var said = new String(output.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("java -Djarmode=tools failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        settle(fresh, target);
    }

    /**
     * Whole or not at all: an unpacking that was cut off is never taken for a finished one. If
     * another sandbox was faster, its folder is the one.
     */
    static void settle(Path fresh, Path target) throws IOException {
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            new WorldFolder(fresh).remove();
        }
    }

    /** What another sandbox has just put there is no former one. */
    static void removeFormer(Path parent, String name, Path target) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            folders.filter(f -> !f.equals(target))
                    .filter(f ->
                            f.getFileName()
                                    .toString()
                                    .matches(java.util.regex.Pattern.quote(name) + "-\\d+-\\d+"))
                    .forEach(f -> new WorldFolder(f).remove());
        }
    }
}
