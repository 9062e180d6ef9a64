package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** Files that only their owner may read, and that are there whole or not at all. */
public final class KeptFile {

    private KeptFile() {}

    /** Writes it, mode 0600; on disk when this returns. */
    public static void write(Path file, String text) {
        var fresh = file.resolveSibling("." + file.getFileName() + ".fresh");
        try {
            Files.deleteIfExists(fresh);
            try (var channel =
                    FileChannel.open(
                            fresh,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")))) {
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to write " + file + ", but: " + e, e);
        }
    }

    /** Writes lines of name=value. */
    static void writeValues(Path file, Map<String, String> values) {
        var text = new StringBuilder();
        new TreeMap<>(values)
                .forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        write(file, text.toString());
    }

    /** Reads lines of name=value; nothing if there is no such file. */
    static Map<String, String> readValues(Path file) {
        try {
            if (!Files.exists(file)) {
                return Map.of();
            }
            var properties = new Properties();
            properties.load(new StringReader(Files.readString(file)));
            var values = new TreeMap<String, String>();
            properties
                    .stringPropertyNames()
                    .forEach(name -> values.put(name, properties.getProperty(name, "")));
            return values;
        } catch (IOException | UncheckedIOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to read " + file + ", but: " + e, e);
        }
    }
}
