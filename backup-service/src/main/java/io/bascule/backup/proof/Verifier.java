package io.bascule.backup.proof;

import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.files.FilesRestore;
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
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Climbs the ladder, cheapest level first, and stops at the first that is not passed. Nothing is
 * taken from memory: each level reads the manifest's word and the store's.
 */
public final class Verifier {

    private static final int DIFFERENCES_SAID = 5;

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
        ProofRestore.Restored restored = null;
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
                                new ProofRestore(tools, workDir, deadline, store, key, packKeys)
                                        .restore(
                                                manifest,
                                                log,
                                                upTo.compareTo(ProofLevel.CONTENT_EQUAL) >= 0
                                                        ? checks
                                                        : null);
                        passed.accept(
                                new Verification(
                                        level,
                                        restored.seconds(),
                                        restored.totalSeconds(),
                                        restored.bytes(),
                                        0,
                                        0,
                                        restored.replayed()));
                    }
                    case CONTENT_EQUAL ->
                            passed.accept(equal(manifest, Objects.requireNonNull(restored)));
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

    private static Verification equal(Manifest manifest, ProofRestore.Restored restored)
            throws IOException {
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

    static WalReplay found(Log log) throws IOException, InterruptedException {
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

    static double secondsSince(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
