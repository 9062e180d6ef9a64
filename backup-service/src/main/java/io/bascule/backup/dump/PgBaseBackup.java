package io.bascule.backup.dump;

import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies a whole server with {@code pg_basebackup} as one tar stream, with the write-ahead log that
 * makes it consistent, so that it starts alone. The server's own manifest of all files, with their
 * checksums, is the last file in it. The role needs the right to replicate; a server with
 * tablespaces of its own is refused by pg_basebackup, which says so.
 *
 * @param deadline after which pg_basebackup is killed
 */
public record PgBaseBackup(PostgresTools tools, Pipeline pipeline, Clock clock, Duration deadline) {

    /** The engine's name in plans and manifests. */
    public static final String ENGINE = "pg_basebackup";

    /**
     * Copies it to the store.
     *
     * @param dataKey null to store it unencrypted
     * @param folder what the names of its objects begin with
     * @return the state is that of the copy's beginning, or later
     * @throws IOException if anything failed; then nothing of it is in the store
     */
    public Captured copy(
            SourceDatabase source, @Nullable DataKey dataKey, BackupStore store, String folder)
            throws IOException {
        String key = folder + "base.tar.zst" + (dataKey == null ? "" : ".aes");
        try (var connection = source.connect()) {
            Instant at = clock.instant();
            var position = Snapshot.position(connection);
            var database =
                    new Manifest.Database(
                            source.database(),
                            Snapshot.ask(connection, "SHOW server_version"),
                            Snapshot.ask(connection, "SHOW server_encoding"),
                            List.of(),
                            List.of(),
                            List.of("rows: a copy of files is compared file by file"));
            var builder = tools.command("pg_basebackup", arguments(source));
            builder.environment().putAll(source.environment());
            try (var child = Child.start("pg_basebackup", builder, deadline)) {
                child.stdin().close();
                var item =
                        pipeline.store(
                                child.stdout(), dataKey, store, "base", key, child::expectSuccess);
                return Captured.of(List.of(item), database, position, at)
                        .endingAt(Snapshot.position(connection));
            }
        } catch (SQLException e) {
            throw new IOException("Expected to read " + source + ", but " + e.getMessage(), e);
        }
    }

    private static List<String> arguments(SourceDatabase source) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--pgdata=-",
                                "--format=tar",
                                "--wal-method=fetch",
                                "--checkpoint=fast",
                                "--label=bascule"));
        source.arguments().stream()
                .filter(argument -> !argument.startsWith("--dbname="))
                .forEach(arguments::add);
        return arguments;
    }
}
