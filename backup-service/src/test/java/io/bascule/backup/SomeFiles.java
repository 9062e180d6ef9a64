package io.bascule.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A folder worth backing up, and what can be seen of one. */
final class SomeFiles {

    private SomeFiles() {}

    /** Small, large, empty, twice the same, linked, and with an odd name. */
    static void in(Path source) throws IOException {
        Files.createDirectories(source.resolve("a/b"));
        Files.createDirectories(source.resolve("empty folder"));
        Files.write(source.resolve("a/one"), random(1, 1000));
        Files.write(source.resolve("a/b/two"), random(2, 300_000));
        Files.write(source.resolve("a/b/same as one"), random(1, 1000));
        Files.write(source.resolve("large \"quoted\" ünd"), random(3, 45 << 20));
        Files.write(source.resolve("nothing"), new byte[0]);
        Files.createSymbolicLink(source.resolve("link"), Path.of("a/one"));
        Files.setPosixFilePermissions(
                source.resolve("a/one"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(
                source.resolve("a/b/two"),
                FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z")));
    }

    /** What can be seen of a folder, by path. */
    static Map<String, String> picture(Path folder) throws IOException {
        var seen = new TreeMap<String, String>();
        try (var all = Files.walk(folder)) {
            for (Path path : all.filter(p -> !p.equals(folder)).toList()) {
                seen.put(
                        folder.relativize(path).toString(),
                        Files.isSymbolicLink(path)
                                ? "-> " + Files.readSymbolicLink(path)
                                : Files.getPosixFilePermissions(path)
                                        + " "
                                        + Files.getLastModifiedTime(path)
                                        + " "
                                        + (Files.isRegularFile(path)
                                                ? java.util.Arrays.hashCode(
                                                        Files.readAllBytes(path))
                                                : "folder"));
            }
        }
        return seen;
    }

    static byte[] random(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
