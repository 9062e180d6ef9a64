package io.bascule.backup.dump;

import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a copy of a server into a folder with {@code tar}, as the user that PostgreSQL runs as.
 *
 * @param deadline after which tar is killed
 */
public record Unpack(PostgresTools tools, Duration deadline) {

    private static final String TAR = "/bin/tar";

    /**
     * Unpacks it.
     *
     * @param folder empty, or absent
     * @param key null if it is not encrypted
     * @return the bytes read from the store
     * @throws IOException also if the folder holds something
     */
    public long into(Path folder, Manifest manifest, BackupStore store, @Nullable DataKey key)
            throws IOException {
        Files.createDirectories(folder);
        try (var inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                throw new IOException(
                        "Expected an empty folder at " + folder + ", but it holds something");
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        tools.own(folder);
        var builder = tools.command(TAR, List.of("--extract", "--file=-", "--directory=" + folder));
        try (var child = Child.start("tar", builder, deadline)) {
            child.stdout().close();
            long bytes;
            try (var stdin = child.stdin()) {
                bytes = Pipeline.restore(store, manifest.main(), key, stdin);
            }
            child.expectSuccess();
            return bytes;
        }
    }
}
