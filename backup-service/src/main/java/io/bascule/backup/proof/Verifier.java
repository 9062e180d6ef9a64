package io.bascule.backup.proof;

import io.bascule.backup.dump.PgBaseBackup;
import io.bascule.backup.dump.PgRestore;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.dump.Unpack;
import io.bascule.backup.files.FilesEngine;
import io.bascule.backup.files.FilesRestore;
import io.bascule.backup.files.Previous;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.policy.ContentComparison;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyUnavailableException;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.StoreUnavailableException;
import io.bascule.backup.wal.WalReplay;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.PostgresTools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Climbs the ladder, cheapest level first, and stops at the first that is not passed. Nothing is
 * taken from memory: each level reads the manifest's word and the store's.
 */
public final class Verifier {

    private static final String DATABASE = "restored";
    private static final int DIFFERENCES_SAID = 5;

    /** Processes that make indexes in a throw-away server. */
    private static final int MOST_JOBS = 4;

    /** What one transaction locks fits into a throw-away server; more come one by one. */
    private static final int MOST_TABLES_AT_ONCE = 1_000;

    /** What the system and PostgreSQL say of a disk that is full. */
    private static final String DISK_FULL = "No space left on device";

    private final PostgresTools tools;
    private final Path workDir;
    private final Duration deadline;

    /**
     * With these tools.
     *
     * @param workDir where throw-away servers live
     * @param deadline of one restore, and of one comparison
     */
    public Verifier(PostgresTools tools, Path workDir, Duration deadline) {
        this.tools = tools;
        this.workDir = workDir;
        this.deadline = deadline;
    }

    /** Removes what an ended service left behind: servers and their folders. */
    public int sweep() throws IOException {
        return ThrowAwayServer.sweep(tools, workDir);
    }

    /**
     * Verifies a backup up to a level.
     *
     * @param key null if it is not encrypted
     * @param packKeys opens packs of files
     * @param checks SQL that must answer true in a restored copy
     * @param passed told of each level as soon as it is passed
     * @throws VerificationFailedException at the first level that is not passed
     * @throws VerificationInterruptedException at the first level that cannot be looked at: the
     *     store is away, the throw-away server cannot be made, the disk of this machine is full
     */
    public void verify(
            Manifest manifest,
            BackupStore store,
            @Nullable DataKey key,
            FilesRestore.PackKeys packKeys,
            ProofLevel upTo,
            List<String> checks,
            Consumer<Verification> passed)
            throws VerificationFailedException, VerificationInterruptedException {
        verify(manifest, store, key, packKeys, upTo, checks, null, passed);
    }

    /** The archived log that leads on from a copy of a server, as it is by now. */
    public interface Log {

        /** Finds it; may wait until it has come as far as the copy. */
        WalReplay find() throws IOException, InterruptedException;
    }

    /**
     * Verifies a backup up to a level, together with the log that leads on from it.
     *
     * @param log null if none does
     * @throws VerificationFailedException at the first level that is not passed
     */
    public void verify(
            Manifest manifest,
            BackupStore store,
            @Nullable DataKey key,
            FilesRestore.PackKeys packKeys,
            ProofLevel upTo,
            List<String> checks,
            @Nullable Log log,
            Consumer<Verification> passed)
            throws VerificationFailedException, VerificationInterruptedException {
        Restored restored = null;
        for (ProofLevel level : ProofLevel.values()) {
            if (level.compareTo(upTo) > 0) {
                return;
            }
            long begun = System.nanoTime();
            try {
                switch (level) {
                    case COMPLETED -> passed.accept(plain(level, begun, 0));
                    case STORED -> {
                        store.expectThere();
                        stored(manifest, store);
                        passed.accept(plain(level, begun, 0));
                    }
                    case READABLE -> {
                        long read = 0;
                        for (var item : manifest.objects()) {
                            read +=
                                    Pipeline.restore(
                                            store, item, key, OutputStream.nullOutputStream());
                        }
                        for (var pack : manifest.packsOrNone()) {
                            read +=
                                    Pipeline.restore(
                                            store,
                                            pack.item(),
                                            packKeys.of(pack),
                                            OutputStream.nullOutputStream());
                        }
                        if (log != null) {
                            read += found(log).readThrough();
                        }
                        passed.accept(plain(level, begun, read));
                    }
                    case RESTORED -> {
                        restored =
                                restore(
                                        manifest,
                                        store,
                                        key,
                                        packKeys,
                                        log,
                                        upTo.compareTo(ProofLevel.CONTENT_EQUAL) >= 0
                                                ? checks
                                                : null);
                        passed.accept(
                                new Verification(
                                        level,
                                        restored.seconds,
                                        restored.totalSeconds,
                                        restored.bytes,
                                        0,
                                        0,
                                        restored.replayed));
                    }
                    case CONTENT_EQUAL ->
                            passed.accept(
                                    equal(manifest, java.util.Objects.requireNonNull(restored)));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VerificationInterruptedException(level, "interrupted", e);
            } catch (IOException | PostgresException | GeneralSecurityException e) {
                String reason = String.valueOf(e.getMessage());
                if (saysNothing(e)) {
                    throw new VerificationInterruptedException(level, reason, e);
                }
                throw new VerificationFailedException(level, reason, e);
            }
        }
    }

    /** Whether what went wrong is another's fault than the backup's. */
    private static boolean saysNothing(Exception e) {
        return StoreUnavailableException.isBehind(e)
                || KeyUnavailableException.isBehind(e)
                || e instanceof ThrowAwayServer.NotMadeException
                || String.valueOf(e.getMessage()).contains(DISK_FULL);
    }

    private static Verification plain(ProofLevel level, long begun, long read) {
        return new Verification(level, null, secondsSince(begun), read, 0, 0, null);
    }

    private static void stored(Manifest manifest, BackupStore store) throws IOException {
        var all = new ArrayList<>(manifest.objects());
        manifest.packsOrNone().forEach(pack -> all.add(pack.item()));
        for (var item : all) {
            var found =
                    store.head(item.key())
                            .orElseThrow(() ->
                                    new IOException(
                                            "Expected "
                                                    + store.uriOf(item.key())
                                                    + ", but the store has no such object"));
            if (found.bytes() != item.storedBytes()) {
                throw new IOException(
                        "Expected "
                                + item.storedBytes()
                                + " bytes in "
                                + store.uriOf(item.key())
                                + ", but the store has "
                                + found.bytes());
            }
            if (item.checksum() != null && !item.checksum().equals(found.checksum())) {
                throw new IOException(
                        "Expected "
                                + item.checksum()
                                + " of "
                                + store.uriOf(item.key())
                                + ", but the store says "
                                + found.checksum());
            }
        }
    }

    /** What a restore brought; the content was read while its server still lived. */
    private record Restored(
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
    private Restored restore(
            Manifest manifest,
            BackupStore store,
            @Nullable DataKey key,
            FilesRestore.PackKeys packKeys,
            @Nullable Log log,
            @Nullable List<String> checks)
            throws IOException, GeneralSecurityException, InterruptedException {
        var source = manifest.source();
        if (manifest.engine().equals(FilesEngine.ENGINE)) {
            return restoreFiles(manifest, store, key, packKeys);
        }
        if (source == null) {
            throw new IOException("Expected a database's backup, but found " + manifest.engine());
        }
        return switch (manifest.engine()) {
            case PgBaseBackup.ENGINE ->
                    restoreCopy(
                            manifest, source, store, key, log == null ? null : found(log), checks);
            default -> restoreDump(manifest, source, store, key, checks);
        };
    }

    /** Every content is compared with its hash on the way. */
    private Restored restoreFiles(
            Manifest manifest,
            BackupStore store,
            @Nullable DataKey key,
            FilesRestore.PackKeys packKeys)
            throws IOException, GeneralSecurityException {
        long begun = System.nanoTime();
        try (var folder = ThrowAwayServer.folder(workDir)) {
            var restored =
                    new FilesRestore(store, packKeys)
                            .into(folder.path(), Previous.read(manifest, store, key), null, false);
            double seconds = secondsSince(begun);
            return new Restored(seconds, seconds, restored.bytes(), List.of(), List.of(), 0);
        }
    }

    /** Started from its files, and compared with the server's own list of them. */
    private Restored restoreCopy(
            Manifest manifest,
            Manifest.Database source,
            BackupStore store,
            @Nullable DataKey key,
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
                            seconds[1] = secondsSince(verifying);
                            return replay == null ? Map.of() : replay.prepare(folder);
                        },
                        deadline)) {
            seconds[0] = secondsSince(begun) - seconds[1];
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
                    seconds[1] + secondsSince(reading),
                    replayed);
        }
    }

    private Restored restoreDump(
            Manifest manifest,
            Manifest.Database source,
            BackupStore store,
            @Nullable DataKey key,
            @Nullable List<String> checks)
            throws IOException {
        long begun = System.nanoTime();
        try (var server = ThrowAwayServer.start(tools, workDir)) {
            server.prepare(DATABASE, source, globals(manifest, store, key), deadline);
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
            double seconds = secondsSince(restoring);
            double total = secondsSince(begun);
            long reading = System.nanoTime();
            if (checks == null) {
                return new Restored(seconds, total, bytes, List.of(), List.of(), 0);
            }
            var content = server.content(DATABASE, deadline);
            var complaints = new ArrayList<>(server.failing(DATABASE, checks, deadline));
            server.amcheck(DATABASE, deadline).ifPresent(complaints::add);
            return new Restored(seconds, total, bytes, content, complaints, secondsSince(reading));
        }
    }

    /** What the whole server had, as SQL; null in backups of old. */
    private static @Nullable String globals(
            Manifest manifest, BackupStore store, @Nullable DataKey key) throws IOException {
        var item = manifest.object("globals").orElse(null);
        if (item == null) {
            return null;
        }
        var sql = new ByteArrayOutputStream();
        var _ = Pipeline.restore(store, item, key, sql);
        return sql.toString(StandardCharsets.UTF_8);
    }

    private static Verification equal(Manifest manifest, Restored restored) throws IOException {
        var source = manifest.source();
        if (source == null) {
            // Of files: what differs from its hash is not restored at all.
            return new Verification(
                    ProofLevel.CONTENT_EQUAL,
                    restored.seconds(),
                    0,
                    restored.bytes(),
                    0,
                    0,
                    restored.replayed());
        }
        var differences =
                new ArrayList<>(
                        ContentComparison.differences(source.content(), restored.content()));
        differences.addAll(restored.complaints());
        if (!differences.isEmpty()) {
            throw new IOException(
                    String.join(
                                    "; ",
                                    differences.subList(
                                            0, Math.min(DIFFERENCES_SAID, differences.size())))
                            + (differences.size() > DIFFERENCES_SAID
                                    ? "; and " + (differences.size() - DIFFERENCES_SAID) + " more"
                                    : ""));
        }
        long rows = source.content().stream().mapToLong(Manifest.TableContent::rows).sum();
        return new Verification(
                ProofLevel.CONTENT_EQUAL,
                restored.seconds(),
                restored.contentSeconds(),
                restored.bytes(),
                source.content().size(),
                rows,
                restored.replayed());
    }

    private static WalReplay found(Log log) throws IOException, InterruptedException {
        var replay = log.find();
        if (replay.hasGap()) {
            throw new IOException(
                    "Expected the archived log without a gap, but it ends at "
                            + replay.end().lsn()
                            + " of timeline "
                            + replay.end().timeline()
                            + " although more of it is stored");
        }
        return replay;
    }

    private static double secondsSince(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
