package io.bascule.failover.executor;

import io.bascule.contracts.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** One value in one file. A write replaces it all or nothing and is on disk on return. */
public final class JsonFile<T> {

    private final Path path;
    private final Class<T> type;

    public JsonFile(Path path, Class<T> type) {
        this.path = path;
        this.type = type;
    }

    /**
     * The value; empty if none was ever written.
     *
     * @throws IllegalStateException if the file holds something else: to go on without what it
     *     remembered would not be safe
     */
    public Optional<T> read() {
        try {
            return Files.exists(path)
                    ? Optional.of(EventJson.mapper().readValue(Files.readAllBytes(path), type))
                    : Optional.empty();
        } catch (IOException | JacksonException e) {
            throw new IllegalStateException(
                    "Expected a readable "
                            + type.getSimpleName()
                            + " in "
                            + path
                            + "; repair it or, if another record holds, move it away",
                    e);
        }
    }

    /** Replaces the value. */
    public void write(T value) {
        var fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            try (var channel =
                    FileChannel.open(
                            fresh,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(EventJson.mapper().writeValueAsBytes(value));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(
                    fresh,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            try (var folder =
                    FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to write " + path, e);
        }
    }
}
