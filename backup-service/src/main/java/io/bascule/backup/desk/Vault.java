package io.bascule.backup.desk;

import io.bascule.backup.files.FilesRestore;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.manifest.Rewrapped;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.WrappedKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.Keeping;
import io.bascule.backup.store.Stores;
import io.bascule.contracts.plan.BackupJob;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens stores and stored backups. */
public final class Vault {

    /** Objects are locked a little longer than retention keeps them: clocks differ. */
    private static final Duration LOCK_MARGIN = Duration.ofDays(1);

    private final Stores stores;
    private final Function<BackupJob, KeyRing> keys;

    /**
     * With these parts.
     *
     * @param keys asked at each use
     */
    public Vault(Stores stores, Function<BackupJob, KeyRing> keys) {
        this.stores = stores;
        this.keys = keys;
    }

    /**
     * A stored backup, with what opens it.
     *
     * @param packKeys opens packs, which other backups may have written
     */
    record Opened(
            Manifest manifest,
            BackupStore store,
            String folder,
            @Nullable DataKey key,
            FilesRestore.PackKeys packKeys) {}

    Opened opened(
            PlannedJob planned,
            Manifest manifest,
            BackupStore store,
            String folder,
            @Nullable DataKey key) {
        return new Opened(
                manifest,
                store,
                folder,
                key,
                pack -> {
                    var encryption = pack.encryption();
                    return encryption == null
                            ? null
                            : keys.apply(planned.job())
                                    .unwrap(encryption.keys(), encryption.associatedData());
                });
    }

    /** The keys of a job; null if it is not encrypted. */
    @Nullable KeyRing keys(BackupJob job) {
        return job.encryption().equals("none") ? null : keys.apply(job);
    }

    BackupStore store(BackupJob job) {
        return stores.of(job.destination());
    }

    /** A store whose new objects are kept as the plan wants. */
    BackupStore storeFrom(BackupJob job, Instant now) {
        var lock = job.objectLock();
        return stores.of(
                job.destination(),
                new Keeping(
                        job.storageClass(),
                        lock == null ? null : lock.name(),
                        lock == null
                                ? null
                                : now.plus(Duration.ofDays(job.retentionDays()))
                                        .plus(LOCK_MARGIN)));
    }

    static String folder(PlannedJob planned, String backupId) {
        return BackupId.folder(planned.application(), planned.job().name(), backupId);
    }

    /**
     * Reads the manifest, which must be that backup's.
     *
     * @throws IOException if it is missing, no manifest, or another's
     */
    static Manifest manifest(BackupStore store, String folder, String backupId) throws IOException {
        String key = folder + Manifest.NAME;
        if (store.head(key).isEmpty()) {
            throw new IOException(
                    "Expected the manifest "
                            + store.uriOf(key)
                            + ", but it is missing: there is no such backup");
        }
        var manifest = Manifest.parse(store.readSmall(key, Manifest.MOST_BYTES));
        if (!manifest.backupId().equals(backupId)) {
            throw new IOException(
                    "Expected the manifest of "
                            + backupId
                            + " at "
                            + store.uriOf(key)
                            + ", but found the one of "
                            + manifest.backupId());
        }
        return manifest;
    }

    /**
     * Opens a backup with whichever key fits.
     *
     * @throws GeneralSecurityException if none does
     */
    Opened open(PlannedJob planned, String backupId) throws IOException, GeneralSecurityException {
        var store = store(planned.job());
        String folder = folder(planned, backupId);
        var manifest = manifest(store, folder, backupId);
        var encryption = manifest.encryption();
        return opened(
                planned,
                manifest,
                store,
                folder,
                encryption == null
                        ? null
                        : keys.apply(planned.job())
                                .unwrap(wrapped(store, folder, encryption.keys()), backupId));
    }

    private static List<WrappedKey> wrapped(
            BackupStore store, String folder, List<WrappedKey> first) throws IOException {
        var all = new ArrayList<>(first);
        for (var object : store.list(folder + Rewrapped.PREFIX)) {
            all.addAll(Rewrapped.parse(store.readSmall(object.key(), Rewrapped.MOST_BYTES)).keys());
        }
        return all;
    }
}
