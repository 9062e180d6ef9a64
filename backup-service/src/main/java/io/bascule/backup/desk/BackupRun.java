package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.dump.Captured;
import io.bascule.backup.manifest.EscapeKit;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.proof.Verifier;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.store.BackupStore;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.Stage;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one backup and proves it, from the first byte to the last fact. */
public final class BackupRun {

    private static final Logger LOG = LoggerFactory.getLogger(BackupRun.class);

    private final Vault vault;
    private final Engines engines;
    private final Proving proving;
    private final EventPublisher events;
    private final Clock clock;

    /** With these parts. */
    public BackupRun(
            Vault vault, Engines engines, Verifier verifier, EventPublisher events, Clock clock) {
        this.vault = vault;
        this.engines = engines;
        this.proving = new Proving(verifier, events);
        this.events = events;
        this.clock = clock;
    }

    void run(Work work) {
        Vault.Opened taken;
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
        proving.prove(work.planned(), taken, work.begun());
    }

    /** Proves a stored backup again, and tries the verifier on spoilt copies of it if asked to. */
    void prove(PlannedJob planned, String backupId, boolean tryVerifier) {
        try {
            var opened = vault.open(planned, backupId);
            proving.prove(planned, opened, null);
            if (tryVerifier) {
                proving.tryVerifier(planned, opened);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            proving.notOpened(planned, backupId, e);
        }
    }

    private Vault.Opened take(Work work) throws IOException {
        Engines.check(work.job());
        long begun = System.nanoTime();
        Instant startedAt = clock.instant();
        work.running().enter(Stage.TAKING);
        var store = vault.storeFrom(work.job(), startedAt);
        String folder = Vault.folder(work.planned(), work.backupId());
        if (store.head(folder + Manifest.NAME).isPresent()) {
            throw new IOException(
                    "Expected no backup " + work.backupId() + " yet, but its manifest exists");
        }
        // Without a manifest this is what an earlier attempt at the same request left.
        clear(store, folder);
        try {
            KeyRing ring = vault.keys(work.job());
            DataKey key = ring == null ? null : ring.newDataKey(work.backupId());
            Captured captured = engines.capture(work.planned(), store, folder, key);
            var manifest = manifest(work, ring, key, startedAt, captured);
            if (work.running().isStopped()) {
                throw new IOException(
                        "Expected to finish, but the backup was given up in between; ask again");
            }
            URI uri = finish(store, folder, manifest);
            // From here on it is a backup: a failure below must not remove it.
            double seconds = (System.nanoTime() - begun) / 1e9;
            work.running().enter(Stage.VERIFYING);
            say(events, manifest, uri, seconds, captured.sentBytes(), work.begun());
            return new Vault.Opened(manifest, store, folder, key);
        } catch (IOException | RuntimeException e) {
            clearUnlessComplete(store, folder, e);
            throw e;
        }
    }

    private Manifest manifest(
            Work work,
            @Nullable KeyRing ring,
            @Nullable DataKey key,
            Instant startedAt,
            Captured captured) {
        return new Manifest(
                Manifest.FORMAT,
                work.backupId(),
                work.application(),
                work.job().name(),
                work.job().engine(),
                work.requestedBy(),
                startedAt,
                clock.instant(),
                captured.snapshotAt(),
                captured.position(),
                captured.database(),
                captured.items(),
                ring == null || key == null
                        ? null
                        : new Manifest.Encryption(DataKey.FORMAT, work.backupId(), ring.wrap(key)));
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

    /** A store that does not answer now is asked again by the next start; the reason stays. */
    private static void clearUnlessComplete(BackupStore store, String folder, Exception reason) {
        try {
            if (store.head(folder + Manifest.NAME).isEmpty()) {
                clear(store, folder);
            }
        } catch (IOException | RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** That a backup is complete, as its manifest has it. */
    static void say(
            EventPublisher events,
            Manifest manifest,
            URI uri,
            double seconds,
            long sentBytes,
            @Nullable EventEnvelope<?> cause) {
        var encryption = manifest.encryption();
        var _ =
                events.publish(
                        new BackupCompleted(
                                manifest.application(),
                                manifest.backupId(),
                                manifest.job(),
                                manifest.engine(),
                                uri.toString(),
                                manifest.sum(Manifest.Item::sourceBytes),
                                manifest.sum(Manifest.Item::compressedBytes),
                                manifest.sum(Manifest.Item::storedBytes),
                                seconds,
                                manifest.main().storedSha256(),
                                encryption == null ? "none" : "AES-256-GCM",
                                encryption == null ? null : encryption.keys().getFirst().keyId(),
                                manifest.position(),
                                manifest.snapshotAt(),
                                sentBytes),
                        cause);
    }
}
