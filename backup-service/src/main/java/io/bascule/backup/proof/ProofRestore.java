package io.bascule.backup.proof;

import io.bascule.backup.dump.PgBaseBackup;
import io.bascule.backup.dump.PgRestore;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.dump.Unpack;
import io.bascule.backup.files.FilesEngine;
import io.bascule.backup.files.FilesRestore;
import io.bascule.backup.files.Previous;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.wal.WalReplay;
import io.bascule.postgres.PostgresTools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Restores a backup for its proof into a server or a folder of its own, which ends with it. */
final class ProofRestore {

    private static final String DATABASE = "restored";

    /** Processes that make indexes in a throw-away server. */
    private static final int MOST_JOBS = 4;

    /** What one transaction locks fits into a throw-away server; more come one by one. */
    private static final int MOST_TABLES_AT_ONCE = 1_000;

    private final PostgresTools tools;
    private final Path workDir;
    private final Duration deadline;
    private final BackupStore store;
    private final @Nullable DataKey key;
    private final FilesRestore.PackKeys packKeys;

    /**
     * From this store.
     *
     * @param workDir where throw-away servers live
     * @param deadline of one restore, and of one comparison
     * @param key null if it is not encrypted
     * @param packKeys opens packs of files
     */
    ProofRestore(
            PostgresTools tools,
            Path workDir,
            Duration deadline,
            BackupStore store,
            @Nullable DataKey key,
            FilesRestore.PackKeys packKeys) {
        this.tools = tools;
        this.workDir = workDir;
        this.deadline = deadline;
        this.store = store;
        this.key = key;
        this.packKeys = packKeys;
    }

    /** What a restore brought; the content was read while its server still lived. */
    record Restored(
            double seconds,
            double totalSeconds,
            long bytes,
            List<Manifest.TableContent> content,
            List<String> complaints,
            double contentSeconds,
            @Nullable Replayed replayed) {

        /** Without a log that was replayed upon it. */
        Restored(
                double seconds,
                double totalSeconds,
                long bytes,
                List<Manifest.TableContent> content,
                List<String> complaints,
                double contentSeconds) {
            this(seconds, totalSeconds, bytes, content, complaints, contentSeconds, null);
        }
    }

    /**
     * @param checks null if the content is not to be looked at
     */
    Restored restore(Manifest manifest, Verifier.@Nullable Log log, @Nullable List<String> checks)
            throws IOException, GeneralSecurityException, InterruptedException {
        var source = manifest.source();
        if (manifest.engine().equals(FilesEngine.ENGINE)) {
            return restoreFiles(manifest);
        }
        if (source == null) {
            throw new IOException("Expected a database's backup, but found " + manifest.engine());
        }
        return switch (manifest.engine()) {
            case PgBaseBackup.ENGINE ->
                    restoreCopy(manifest, source, log == null ? null : Verifier.found(log), checks);
            default -> restoreDump(manifest, source, checks);
        };
    }

    /** Every content is compared with its hash on the way. */
    private Restored restoreFiles(Manifest manifest) throws IOException, GeneralSecurityException {
        long begun = System.nanoTime();
        try (var folder = ThrowAwayServer.folder(workDir)) {
            var restored =
                    new FilesRestore(store, packKeys)
                            .into(folder.path(), Previous.read(manifest, store, key), null, false);
            double seconds = Verifier.secondsSince(begun);
            return new Restored(seconds, seconds, restored.bytes(), List.of(), List.of(), 0);
        }
    }

    /** Started from its files, and compared with the server's own list of them. */
    private Restored restoreCopy(
            Manifest manifest,
            Manifest.Database source,
            @Nullable WalReplay log,
            @Nullable List<String> checks)
            throws IOException {
        long begun = System.nanoTime();
        long[] bytes = new long[1];
        double[] seconds = new double[2];
        var complaints = new ArrayList<String>();
        var replay = log == null ? null : new ReplayTrial(log, tools, deadline);
        try (var server =
                ThrowAwayServer.startFrom(
                        tools,
                        workDir,
                        folder -> {
                            bytes[0] =
                                    new Unpack(tools, deadline).into(folder, manifest, store, key);
                            long verifying = System.nanoTime();
                            if (checks != null) {
                                var found =
                                        tools.run(
                                                "pg_verifybackup",
                                                List.of("--exit-on-error", folder.toString()),
                                                deadline);
                                if (!found.succeeded()) {
                                    complaints.add(
                                            "Expected every file of the server's own manifest, but "
                                                    + found.stderr().strip());
                                }
                            }
                            seconds[1] = Verifier.secondsSince(verifying);
                            return replay == null ? Map.of() : replay.prepare(folder);
                        },
                        deadline)) {
            seconds[0] = Verifier.secondsSince(begun) - seconds[1];
            var replayed = replay == null ? null : replay.compare(server);
            long reading = System.nanoTime();
            if (checks != null) {
                complaints.addAll(server.failing(source.name(), checks, deadline));
                server.amcheck(source.name(), deadline).ifPresent(complaints::add);
            }
            return new Restored(
                    seconds[0],
                    seconds[0],
                    bytes[0],
                    List.of(),
                    complaints,
                    seconds[1] + Verifier.secondsSince(reading),
                    replayed);
        }
    }

    private Restored restoreDump(
            Manifest manifest, Manifest.Database source, @Nullable List<String> checks)
            throws IOException {
        long begun = System.nanoTime();
        try (var server = ThrowAwayServer.start(tools, workDir)) {
            server.prepare(DATABASE, source, globals(manifest), deadline);
            long restoring = System.nanoTime();
            long bytes =
                    new PgRestore(tools, deadline)
                            .intoNew(
                                    server.arguments(DATABASE),
                                    server.scratch(),
                                    Math.min(MOST_JOBS, Runtime.getRuntime().availableProcessors()),
                                    source.content().size() <= MOST_TABLES_AT_ONCE,
                                    manifest,
                                    store,
                                    key);
            double seconds = Verifier.secondsSince(restoring);
            double total = Verifier.secondsSince(begun);
            long reading = System.nanoTime();
            if (checks == null) {
                return new Restored(seconds, total, bytes, List.of(), List.of(), 0);
            }
            var content = server.content(DATABASE, deadline);
            var complaints = new ArrayList<>(server.failing(DATABASE, checks, deadline));
            server.amcheck(DATABASE, deadline).ifPresent(complaints::add);
            return new Restored(
                    seconds, total, bytes, content, complaints, Verifier.secondsSince(reading));
        }
    }

    /** What the whole server had, as SQL; null in backups of old. */
    private @Nullable String globals(Manifest manifest) throws IOException {
        var item = manifest.object("globals").orElse(null);
        if (item == null) {
            return null;
        }
        var sql = new ByteArrayOutputStream();
        var _ = Pipeline.restore(store, item, key, sql);
        return sql.toString(StandardCharsets.UTF_8);
    }
}
