package io.bascule.backup.dump;

import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.contracts.Position;
import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    /** What a dump brought. */
    public record Dumped(
            Manifest.Item item,
            Manifest.Database database,
            Position position,
            Instant snapshotAt) {}

    /**
     * Dumps it to the store.
     *
     * @param dataKey null to store it unencrypted
     * @throws IOException if anything failed; then nothing of it is in the store
     */
    public Dumped dump(
            SourceDatabase source, @Nullable DataKey dataKey, BackupStore store, String key)
            throws IOException {
        try (var snapshot = Snapshot.open(source, clock)) {
            var builder = tools.command("pg_dump", arguments(source, snapshot));
            builder.environment().putAll(source.environment());
            try (var child = Child.start("pg_dump", builder, deadline)) {
                child.stdin().close();
                started.accept(child.process());
                var fingerprint = new CompletableFuture<Manifest.Database>();
                Thread.ofVirtual()
                        .name("fingerprint")
                        .start(() -> read(snapshot, source, fingerprint));
                var item =
                        pipeline.store(
                                child.stdout(),
                                dataKey,
                                store,
                                "dump",
                                key,
                                () -> {
                                    child.expectSuccess();
                                    await(fingerprint);
                                    allRead.run();
                                });
                return new Dumped(item, await(fingerprint), snapshot.position(), snapshot.at());
            }
        } catch (SQLException e) {
            throw new IOException("Expected to read " + source + ", but " + e.getMessage(), e);
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
