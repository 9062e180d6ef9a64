package io.bascule.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A small text file of a data directory. What is written is on disk, name included, on return. */
public final class DataFile {

    private final PostgresTools tools;
    private final Path path;

    DataFile(PostgresTools tools, Path path) {
        this.tools = tools;
        this.path = path;
    }

    /** Whether it is there. */
    public boolean exists() {
        return Files.exists(path);
    }

    /** Its lines; none if it is not there. */
    public List<String> lines() {
        try {
            return exists() ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new PostgresException("Expected to read " + path, e);
        }
    }

    /** Puts these lines in place of what was there, all or nothing. */
    public void replace(List<String> lines) {
        var text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        var fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            try (var channel =
                    FileChannel.open(
                            fresh,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.setPosixFilePermissions(
                    fresh, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            tools.own(fresh);
            Files.move(
                    fresh,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            syncFolder();
        } catch (IOException e) {
            throw new PostgresException("Expected to write " + path, e);
        }
    }

    /** Adds lines at its end. */
    public void append(List<String> more) {
        var all = new ArrayList<>(lines());
        all.addAll(more);
        replace(all);
    }

    /** Removes it, if it is there. */
    public void delete() {
        try {
            if (Files.deleteIfExists(path)) {
                syncFolder();
            }
        } catch (IOException e) {
            throw new PostgresException("Expected to delete " + path, e);
        }
    }

    private void syncFolder() throws IOException {
        var folder = path.getParent();
        if (folder != null) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
