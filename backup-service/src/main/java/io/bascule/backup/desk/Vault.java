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
import java.util.HashMap;
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
                    if (encryption == null) {
                        return null;
                    }
                    String of = encryption.associatedData();
                    if (encryption.equals(manifest.encryption()) && key != null) {
                        return key;
                    }
                    try {
                        return keys.apply(planned.job())
                                .unwrap(wrapped(store, folder, of, encryption.keys()), of);
                    } catch (IOException e) {
                        throw new GeneralSecurityException(e);
                    }
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
            store.expectThere();
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
                                .unwrap(
                                        wrapped(store, folder, backupId, encryption.keys()),
                                        backupId));
    }

    /** The packs of a backup, with every wrapping of their keys that is known by now. */
    static List<Manifest.Pack> packs(Opened opened) throws IOException {
        var keysOf = new HashMap<String, List<WrappedKey>>();
        var packs = new ArrayList<Manifest.Pack>();
        for (var pack : opened.manifest().packsOrNone()) {
            var encryption = pack.encryption();
            if (encryption == null) {
                packs.add(pack);
                continue;
            }
            String of = encryption.associatedData();
            var known = keysOf.get(of);
            if (known == null) {
                known = wrapped(opened.store(), opened.folder(), of, encryption.keys());
                keysOf.put(of, known);
            }
            packs.add(
                    new Manifest.Pack(
                            pack.item(), new Manifest.Encryption(encryption.format(), of, known)));
        }
        return packs;
    }

    /**
     * Wraps the data keys of a backup, its packs' included, by the keys of today; nothing is
     * encrypted anew and nothing overwritten.
     *
     * @return the id of the key that wraps them now; null if it did already
     * @throws GeneralSecurityException if no key that is configured opens one of them
     */
    @Nullable String rewrap(PlannedJob planned, String backupId)
            throws IOException, GeneralSecurityException {
        var store = store(planned.job());
        String folder = folder(planned, backupId);
        var manifest = manifest(store, folder, backupId);
        var ring = keys.apply(planned.job());
        var all = new ArrayList<Manifest.Encryption>();
        if (manifest.encryption() != null) {
            all.add(manifest.encryption());
        }
        manifest.packsOrNone()
                .forEach(pack -> {
                    if (pack.encryption() != null) {
                        all.add(pack.encryption());
                    }
                });
        boolean done = false;
        for (var encryption : all.stream().distinct().toList()) {
            String of = encryption.associatedData();
            var known = wrapped(store, folder, of, encryption.keys());
            boolean wrapsNow =
                    known.stream().anyMatch(k -> k.keyId().equals(ring.wrapping().id()))
                            && known.stream().anyMatch(k -> k.keyId().equals(ring.recovery().id()));
            if (!wrapsNow) {
                var rewrapped = new Rewrapped(of, ring.wrap(ring.unwrap(known, of)));
                var _ = store.put(folder + rewrapped.name(), rewrapped.toJson());
                done = true;
            }
        }
        return done ? ring.wrapping().id() : null;
    }

    /**
     * The data key of something that lies in a folder, whichever key opens it by now.
     *
     * @throws GeneralSecurityException if none that is configured does
     */
    DataKey dataKey(
            PlannedJob planned, BackupStore store, String folder, Manifest.Encryption encryption)
            throws IOException, GeneralSecurityException {
        String of = encryption.associatedData();
        return keys.apply(planned.job()).unwrap(wrapped(store, folder, of, encryption.keys()), of);
    }

    /** Whether both keys of today wrap it. */
    boolean isWrappedNow(
            PlannedJob planned, BackupStore store, String folder, Manifest.Encryption encryption)
            throws IOException {
        var ring = keys.apply(planned.job());
        var known = wrapped(store, folder, encryption.associatedData(), encryption.keys());
        return known.stream().anyMatch(k -> k.keyId().equals(ring.wrapping().id()))
                && known.stream().anyMatch(k -> k.keyId().equals(ring.recovery().id()));
    }

    private static List<WrappedKey> wrapped(
            BackupStore store, String folder, String of, List<WrappedKey> first)
            throws IOException {
        var all = new ArrayList<>(first);
        for (var object : store.list(folder + Rewrapped.PREFIX)) {
            var rewrapped = Rewrapped.parse(store.readSmall(object.key(), Rewrapped.MOST_BYTES));
            if (rewrapped.associatedData().equals(of)) {
                all.addAll(rewrapped.keys());
            }
        }
        return all;
    }
}
