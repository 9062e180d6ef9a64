package io.bascule.backup.dump;

import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Dumps one database with {@code pg_dump -Fc} and reads its fingerprint at the same time, both in
 * one exported snapshot. The object becomes visible only when the stream has ended, pg_dump's exit
 * code is 0 and the fingerprint is there.
 */
public final class PgDump {

    /** The engine's name in plans and manifests. */
    public static final String ENGINE = "pg_dump";

    private final PostgresTools tools;
    private final Pipeline pipeline;
    private final Clock clock;
    private final Duration deadline;
    private final Consumer<ProcessHandle> started;
    private final Runnable allRead;

    /**
     * With these tools.
     *
     * @param deadline after which pg_dump is killed
     */
    public PgDump(PostgresTools tools, Pipeline pipeline, Clock clock, Duration deadline) {
        this(tools, pipeline, clock, deadline, _ -> {}, () -> {});
    }

    /**
     * Also tells of the process as soon as it runs, and when all was read and nothing is stored
     * yet.
     */
    public PgDump(
            PostgresTools tools,
            Pipeline pipeline,
            Clock clock,
            Duration deadline,
            Consumer<ProcessHandle> started,
            Runnable allRead) {
        this.tools = tools;
        this.pipeline = pipeline;
        this.clock = clock;
        this.deadline = deadline;
        this.started = started;
        this.allRead = allRead;
    }

    /**
     * Dumps it to the store: the database, and beside it what belongs to the whole server, such as
     * roles, without their passwords.
     *
     * @param dataKey null to store it unencrypted
     * @param folder what the names of its objects begin with
     * @throws IOException if anything failed; then no dump of it is in the store
     */
    public Captured dump(
            SourceDatabase source, @Nullable DataKey dataKey, BackupStore store, String folder)
            throws IOException {
        String suffix = dataKey == null ? ".zst" : ".zst.aes";
        try (var snapshot = Snapshot.open(source, clock)) {
            var builder = tools.streamingCommand("pg_dump", arguments(source, snapshot));
            builder.environment().putAll(source.environment());
            try (var child = Child.start("pg_dump", builder, deadline)) {
                child.stdin().close();
                started.accept(child.process());
                var fingerprint = new CompletableFuture<Manifest.Database>();
                Thread.ofVirtual()
                        .name("fingerprint")
                        .start(() -> read(snapshot, source, fingerprint));
                var dump =
                        pipeline.store(
                                child.stdout(),
                                dataKey,
                                store,
                                "dump",
                                folder + "dump" + suffix,
                                () -> {
                                    child.expectSuccess();
                                    await(fingerprint);
                                    allRead.run();
                                });
                var globals = globals(source, dataKey, store, folder + "globals.sql" + suffix);
                return Captured.of(
                        List.of(dump, globals),
                        await(fingerprint),
                        snapshot.position(),
                        snapshot.at());
            }
        } catch (SQLException e) {
            throw new IOException("Expected to read " + source + ", but " + e.getMessage(), e);
        }
    }

    private Manifest.Item globals(
            SourceDatabase source, @Nullable DataKey dataKey, BackupStore store, String key)
            throws IOException {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--globals-only",
                                "--no-role-passwords",
                                "--lock-wait-timeout=60s",
                                "--database=" + source.database()));
        source.arguments().stream()
                .filter(argument -> !argument.startsWith("--dbname="))
                .forEach(arguments::add);
        var builder = tools.command("pg_dumpall", arguments);
        builder.environment().putAll(source.environment());
        try (var child = Child.start("pg_dumpall", builder, deadline)) {
            child.stdin().close();
            return pipeline.store(
                    child.stdout(), dataKey, store, "globals", key, child::expectSuccess);
        }
    }

    private static List<String> arguments(SourceDatabase source, Snapshot snapshot) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--format=custom",
                                "--compress=0",
                                "--snapshot=" + snapshot.exportedName(),
                                "--lock-wait-timeout=60s"));
        arguments.addAll(source.arguments());
        return arguments;
    }

    private static void read(
            Snapshot snapshot,
            SourceDatabase source,
            CompletableFuture<Manifest.Database> fingerprint) {
        try {
            fingerprint.complete(snapshot.fingerprint(source.database()));
        } catch (SQLException | RuntimeException e) {
            fingerprint.completeExceptionally(e);
        }
    }

    private static Manifest.Database await(CompletableFuture<Manifest.Database> fingerprint)
            throws IOException {
        try {
            return fingerprint.get();
        } catch (ExecutionException e) {
            throw new IOException("Expected a fingerprint of the source, but " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while the source was read", e);
        }
    }
}
