package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the built parts lie.
 *
 * @param home the folder that holds the launcher and all modules
 */
public record Installation(Path home) {

    /** The system property that names the folder. */
    public static final String PROPERTY = "bascule.home";

    /**
     * The folder of the system property {@value #PROPERTY}, else the nearest one above the working
     * directory that holds the modules.
     *
     * @throws SandboxException if there is none
     */
    public static Installation locate() {
        var named = System.getProperty(PROPERTY);
        if (named != null) {
            return new Installation(Path.of(named).toAbsolutePath());
        }
        for (var folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("mvnw"))
                    && Files.isDirectory(folder.resolve("sandbox"))) {
                return new Installation(folder);
            }
        }
        throw new SandboxException(
                Cause.MISSING,
                "Expected to stand inside Bascule's folder, but found no mvnw above "
                        + Path.of("").toAbsolutePath()
                        + "; name it by -D"
                        + PROPERTY);
    }

    /** The executable jar of a module. */
    Path serviceJar(String module) {
        var target = home.resolve(module).resolve("target");
        try (Stream<Path> files = Files.isDirectory(target) ? Files.list(target) : Stream.of()) {
            return files.filter(f -> f.getFileName().toString().startsWith(module + "-"))
                    .filter(f -> f.toString().endsWith(".jar"))
                    .filter(f -> !f.toString().endsWith("-sources.jar"))
                    .findFirst()
                    .orElseThrow(() -> missing(target.resolve(module + "-*.jar")));
        } catch (IOException e) {
            throw new SandboxException(Cause.MISSING, "Expected to read " + target, e);
        }
    }

    /** The executable jar of the object store. */
    Path objectStoreJar() {
        var jar = home.resolve("sandbox/target/object-store/s3mock-exec.jar");
        if (!Files.isReadable(jar)) {
            throw missing(jar);
        }
        return jar;
    }

    /** Where executable jars are unpacked, once per build. */
    Path unpacked() {
        return home.resolve("sandbox/target/unpacked");
    }

    /** The class path that this very program runs on, absolute: the broker is on it. */
    public static String classPath() {
        var own =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path", ""));
        return Stream.of(own.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The {@code java} that this very program runs on. */
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /**
     * Flags of every JVM of the sandbox: small, quick to start, no file left behind. A heap begins
     * small and gives back what it does not need: otherwise it takes its limit from the start,
     * because the machine is large.
     */
    public static List<String> jvmFlags(String heap) {
        return List.of(
                "-Xmx" + heap,
                "-Xms32m",
                "-XX:MinHeapFreeRatio=15",
                "-XX:MaxHeapFreeRatio=35",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.awt.headless=true");
    }

    private static SandboxException missing(Path jar) {
        return new SandboxException(
                Cause.MISSING,
                "Expected " + jar + ", but it is not there; build first: ./mvnw package");
    }
}
