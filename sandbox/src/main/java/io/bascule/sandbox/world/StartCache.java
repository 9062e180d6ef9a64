package io.bascule.sandbox.world;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a JVM remembers of a former start: its classes, loaded and linked (JEP 483 and 514). A start
 * with it takes about half of the processor time.
 *
 * <p>It is written by a JVM that was started for it, when that one ends, and lies beside the jar it
 * was made of, because another path or time of the jar makes it void. A cache that is missing or
 * void costs nothing but the time: the JVM starts plainly.
 */
final class StartCache {

    private StartCache() {}

    /** The flags with which a role starts from its cache, if there is one. */
    static List<String> use(Path jar, String role) {
        var cache = file(jar, role);
        // A cache that does not fit is passed over; the log belongs to the service alone.
        return Files.isRegularFile(cache)
                ? List.of("-XX:AOTCache=" + cache, "-Xlog:disable")
                : List.of();
    }

    /** The flags with which a role writes its cache when it ends. */
    static List<String> write(Path jar, String role) {
        return List.of("-XX:AOTCacheOutput=" + file(jar, role));
    }

    /** What a JVM that writes its cache needs in its environment: memory to put it together. */
    static Map<String, String> environment() {
        return Map.of("JDK_AOT_VM_OPTIONS", "-Xmx512m");
    }

    /** Whether a role has its cache. */
    static boolean isThere(Path jar, String role) {
        return Files.isRegularFile(file(jar, role));
    }

    private static Path file(Path jar, String role) {
        return jar.resolveSibling(
                role + "-" + Runtime.version().toString().replace('+', '_') + ".aot");
    }
}
