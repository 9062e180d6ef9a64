package io.bascule.sandbox.world;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a JVM remembers of a former start: its classes, loaded and linked (JEP 483 and 514). A start
 * with it takes about half of the processor time.
 *
 * <p>It is written by a JVM that was started for it, when that one ends, and is void once a jar of
 * its class path has another path or time. A cache that is missing or void costs nothing but the
 * time: the JVM starts plainly.
 *
 * @param file where it is
 */
public record StartCache(Path file) {

    /** The cache of what is started as a role from an executable jar. */
    static StartCache besideJar(Path jar, String role) {
        return new StartCache(
                jar.resolveSibling(
                        role + "-" + Runtime.version().toString().replace('+', '_') + ".aot"));
    }

    /** The cache of the broker, which is on the launcher's class path. */
    static StartCache ofBroker(Installation installation) {
        return new StartCache(installation.home().resolve("cli/target/broker.aot"));
    }

    /**
     * The cache of the launcher, and of the process of a standing sandbox, which is started from
     * the same class path. The launcher knows it by this path.
     */
    public static StartCache ofLauncher(Installation installation) {
        return new StartCache(installation.home().resolve("cli/target/cli.aot"));
    }

    /** The flags with which a JVM starts from it, if it is there. */
    public List<String> use() {
        // A cache that does not fit is passed over; the log belongs to the service alone.
        return isThere() ? List.of("-XX:AOTCache=" + file, "-Xlog:disable") : List.of();
    }

    /** As {@link #use()}, for a class path; one with folders on it, as tests have, has no cache. */
    public List<String> use(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator, -1)).allMatch(e -> e.endsWith(".jar"))
                ? use()
                : List.of();
    }

    /** The flags with which a JVM writes it when it ends. */
    List<String> write() {
        return List.of("-XX:AOTCacheOutput=" + file);
    }

    /** What a JVM that writes its cache needs in its environment: memory to put it together. */
    static Map<String, String> environment() {
        return Map.of("JDK_AOT_VM_OPTIONS", "-Xmx512m");
    }

    boolean isThere() {
        return Files.isRegularFile(file);
    }
}
