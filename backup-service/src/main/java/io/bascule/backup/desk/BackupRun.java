package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.FaultPoints;
import io.bascule.backup.dump.PgDump;
import io.bascule.backup.manifest.EscapeKit;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.proof.Verification;
import io.bascule.backup.proof.VerificationFailedException;
import io.bascule.backup.proof.Verifier;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.Stores;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.plan.BackupJob;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one backup and proves it, from the first byte to the last fact. */
public final class BackupRun {

    private static final Logger LOG = LoggerFactory.getLogger(BackupRun.class);

    private final Stores stores;
    private final PgDump pgDump;
    private final Verifier verifier;
    private final Supplier<KeyRing> keys;
    private final EventPublisher events;
    private final Clock clock;
    private final FaultPoints faults;

    /**
     * With these parts.
     *
     * @param keys asked at each encrypted backup
     */
    public BackupRun(
            Stores stores,
            PgDump pgDump,
            Verifier verifier,
            Supplier<KeyRing> keys,
            EventPublisher events,
            Clock clock,
            FaultPoints faults) {
        this.stores = stores;
        this.pgDump = pgDump;
        this.verifier = verifier;
        this.keys = keys;
        this.events = events;
        this.clock = clock;
        this.faults = faults;
    }

    /** What must be right before a backup may begin; the message says what is not. */
    static void check(BackupJob job) {
        if (job.kind() != BackupJob.Kind.DATABASES || !job.engine().equals(PgDump.ENGINE)) {
            throw new IllegalArgumentException(
                    "Expected a job of databases with engine pg_dump, but found "
                            + job.kind()
                            + " with "
                            + job.engine());
        }
        if (!job.encryption().equals("AES-256") && !job.encryption().equals("none")) {
            throw new IllegalArgumentException(
                    "Expected encryption AES-256 or none, but found " + job.encryption());
        }
        var _ = levelOf(job);
    }

    static ProofLevel levelOf(BackupJob job) {
        try {
            return ProofLevel.valueOf(job.verify().toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Expected verify to be one of completed, stored, readable, restored, content_equal, but found "
                            + job.verify(),
                    e);
        }
    }

    void run(Work work) {
        Taken taken;
        try {
            taken = take(work);
        } catch (IOException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("backup", work.backupId())
                    .log("Backup of {} failed: {}", work.slot(), e.getMessage());
            var _ =
                    events.publish(
                            new BackupFailed(
                                    work.application(),
                                    work.backupId(),
                                    work.job().name(),
                                    String.valueOf(e.getMessage())),
                            work.begun());
            return;
        }
        try {
            verifier.verify(
                    taken.manifest,
                    taken.store,
                    taken.key,
                    levelOf(work.job()),
                    passed -> say(work, taken.manifest, passed));
        } catch (VerificationFailedException e) {
            LOG.atWarn()
                    .addKeyValue("backup", work.backupId())
                    .log("Backup of {} is not proven: {}", work.slot(), e.getMessage());
            var _ =
                    events.publish(
                            new BackupVerificationFailed(
                                    work.application(),
                                    work.backupId(),
                                    work.job().name(),
                                    e.level(),
                                    String.valueOf(e.getMessage())),
                            work.begun());
        }
    }

    private record Taken(Manifest manifest, BackupStore store, @Nullable DataKey key) {}

    private Taken take(Work work) throws IOException {
        check(work.job());
        long begun = System.nanoTime();
        Instant startedAt = clock.instant();
        var store = stores.of(work.job().destination());
        String folder = BackupId.folder(work.application(), work.job().name(), work.backupId());
        if (store.head(folder + Manifest.NAME).isPresent()) {
            throw new IOException(
                    "Expected no backup " + work.backupId() + " yet, but its manifest exists");
        }
        // Without a manifest this is what an earlier attempt at the same request left.
        clear(store, folder);
        try {
            KeyRing ring = work.job().encryption().equals("none") ? null : keys.get();
            DataKey key = ring == null ? null : ring.newDataKey(work.backupId());
            var dumped =
                    pgDump.dump(
                            Plans.source(work.plan(), work.job()),
                            key,
                            store,
                            folder + (key == null ? "dump.zst" : "dump.zst.aes"));
            var manifest =
                    new Manifest(
                            Manifest.FORMAT,
                            work.backupId(),
                            work.application(),
                            work.job().name(),
                            PgDump.ENGINE,
                            work.requestedBy(),
                            startedAt,
                            clock.instant(),
                            dumped.snapshotAt(),
                            dumped.position(),
                            dumped.database(),
                            List.of(dumped.item()),
                            ring == null || key == null
                                    ? null
                                    : new Manifest.Encryption(
                                            DataKey.FORMAT, work.backupId(), ring.wrap(key)));
            faults.reach("backup-stored");
            URI uri = finish(store, folder, manifest);
            faults.reach("backup-manifested");
            // From here on it is a backup: a failure below must not remove it.
            double seconds = (System.nanoTime() - begun) / 1e9;
            var _ = events.publish(completed(manifest, uri, seconds), work.begun());
            return new Taken(manifest, store, key);
        } catch (IOException | RuntimeException e) {
            if (store.head(folder + Manifest.NAME).isEmpty()) {
                clear(store, folder);
            }
            throw e;
        }
    }

    private static URI finish(BackupStore store, String folder, Manifest manifest)
            throws IOException {
        String folderUri = store.uriOf(folder + "x").resolve(".").toString();
        var _ = store.put(folder + EscapeKit.DECRYPTOR, EscapeKit.decryptor());
        var _ =
                store.put(
                        folder + EscapeKit.INSTRUCTIONS,
                        EscapeKit.instructions(manifest, folderUri));
        var _ = store.put(folder + Manifest.NAME, manifest.toJson());
        return store.uriOf(folder + Manifest.NAME);
    }

    static void clear(BackupStore store, String folder) throws IOException {
        for (var left : store.list(folder)) {
            store.delete(left.key());
        }
    }

    /** What is said of a backup whose manifest stands. */
    static BackupCompleted completed(Manifest manifest, URI uri, double seconds) {
        var item = manifest.dump();
        var encryption = manifest.encryption();
        return new BackupCompleted(
                manifest.application(),
                manifest.backupId(),
                manifest.job(),
                manifest.engine(),
                uri.toString(),
                item.sourceBytes(),
                item.compressedBytes(),
                item.storedBytes(),
                seconds,
                item.storedSha256(),
                encryption == null ? "none" : "AES-256-GCM",
                encryption == null ? null : encryption.keys().getFirst().keyId(),
                manifest.position(),
                manifest.snapshotAt());
    }

    private void say(Work work, Manifest manifest, Verification passed) {
        var _ =
                events.publish(
                        new BackupVerified(
                                work.application(),
                                work.backupId(),
                                work.job().name(),
                                passed.level(),
                                passed.restoreSeconds(),
                                passed.seconds(),
                                passed.bytesRead(),
                                passed.tablesCompared(),
                                passed.rowsCompared(),
                                manifest.snapshotAt()),
                        work.begun());
    }
}
