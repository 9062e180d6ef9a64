package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.FaultPoints;
import io.bascule.backup.dump.Captured;
import io.bascule.backup.files.FilesEngine;
import io.bascule.backup.files.Previous;
import io.bascule.backup.manifest.EscapeKit;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.policy.BackupRecord;
import io.bascule.backup.proof.Verifier;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.KeyUnavailableException;
import io.bascule.backup.seal.WrappedKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.Stage;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one backup and proves it, from the first byte to the last fact. */
public final class BackupRun {

    private static final Logger LOG = LoggerFactory.getLogger(BackupRun.class);

    private final Vault vault;
    private final Engines engines;
    private final Catalogue catalogue;
    private final Proving proving;
    private final Archives archives;
    private final EventPublisher events;
    private final Clock clock;
    private final FaultPoints faults;

    /** With these parts. */
    public BackupRun(
            Vault vault,
            Engines engines,
            Catalogue catalogue,
            Verifier verifier,
            Archives archives,
            EventPublisher events,
            Clock clock,
            FaultPoints faults) {
        this.vault = vault;
        this.engines = engines;
        this.catalogue = catalogue;
        this.archives = archives;
        this.proving = new Proving(verifier, archives, events);
        this.events = events;
        this.clock = clock;
        this.faults = faults;
    }

    void run(Work work, IntFunction<Optional<Duration>> again) {
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
        var _ = proving.prove(work.planned(), taken, new Proving.Attempt(1, work.begun(), again));
    }

    /** Proves a stored backup again, and tries the verifier on spoilt copies of it if asked to. */
    void prove(PlannedJob planned, String backupId, boolean tryVerifier, Proving.Attempt attempt) {
        Vault.Opened opened;
        try {
            opened = vault.open(planned, backupId);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            proving.notOpened(planned, backupId, e, attempt);
            return;
        }
        // Of a copy of what does not pass itself a refusal would prove nothing.
        if (proving.prove(planned, opened, attempt) && tryVerifier) {
            proving.tryVerifier(planned, opened, attempt.cause());
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
        clear(store, work.planned(), work.backupId());
        try {
            KeyRing ring = vault.keys(work.job());
            DataKey key = ring == null ? null : ring.newDataKey(work.backupId());
            var encryption =
                    ring == null || key == null
                            ? null
                            : new Manifest.Encryption(
                                    DataKey.FORMAT, work.backupId(), wrapped(ring, key));
            var packs = BackupId.packs(work.application(), work.job().name(), work.backupId());
            Captured captured =
                    engines.capture(
                            work.planned(),
                            new FilesEngine.Order(store, folder, packs, key, encryption),
                            () -> previous(work.planned()));
            var manifest = manifest(work, encryption, startedAt, captured);
            if (work.running().isStopped()) {
                throw new IOException(
                        "Expected to finish, but the backup was given up in between; ask again");
            }
            faults.reach("backup-stored");
            URI uri = finish(store, folder, manifest);
            faults.reach("backup-manifested");
            // From here on it is a backup: a failure below must not remove it.
            double seconds = (System.nanoTime() - begun) / 1e9;
            work.running().enter(Stage.VERIFYING);
            work.running().taken();
            say(events, manifest, uri, seconds, captured, work.begun());
            return vault.opened(work.planned(), manifest, store, folder, key);
        } catch (IOException | RuntimeException e) {
            clearUnlessComplete(store, work, folder, e);
            throw e;
        }
    }

    /** Before a byte is read: without its keys nothing is made, least of all in the clear. */
    private static List<WrappedKey> wrapped(KeyRing ring, DataKey key) throws IOException {
        try {
            return ring.wrap(key);
        } catch (KeyUnavailableException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** What the newest complete backup holds; null if there is none, or it cannot be read. */
    private @Nullable Previous previous(PlannedJob planned) {
        var newest =
                catalogue.list(planned.application(), planned.job().name()).stream()
                        .filter(b -> b.status() == BackupRecord.Status.COMPLETED)
                        .findFirst();
        if (newest.isEmpty() || newest.get().failure() != null) {
            // Nothing is built upon a backup that did not pass.
            return null;
        }
        try {
            var opened = vault.open(planned, newest.get().backupId());
            var read = Previous.read(opened.manifest(), opened.store(), opened.key());
            return new Previous(read.entries(), Vault.packs(opened));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.warn(
                    "Expected to build upon {}, but {}; everything is sent again",
                    newest.get().backupId(),
                    e.getMessage());
            return null;
        }
    }

    /** The log that leads on from it, if the job archives it and has begun to before the copy. */
    private Manifest.@Nullable Log log(Work work, Captured captured) throws IOException {
        return work.job().archive() == null
                ? null
                : archives.log(work.planned(), captured.position(), captured.end()).orElse(null);
    }

    private Manifest manifest(
            Work work,
            Manifest.@Nullable Encryption encryption,
            Instant startedAt,
            Captured captured)
            throws IOException {
        var log = log(work, captured);
        var remarks = new ArrayList<>(captured.remarks());
        if (work.job().archive() != null && log == null) {
            remarks.add(
                    "the archive of the log does not reach back to this copy: it restores to its own instant only");
        }
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
                encryption,
                captured.packs().isEmpty() ? null : captured.packs(),
                remarks.isEmpty() ? null : remarks,
                log);
    }

    private static URI finish(BackupStore store, String folder, Manifest manifest)
            throws IOException {
        String folderUri = store.uriOf(folder + "x").resolve(".").toString();
        var _ = store.put(folder + EscapeKit.DECRYPTOR, EscapeKit.decryptor());
        if (manifest.engine().equals(FilesEngine.ENGINE)) {
            var _ = store.put(folder + EscapeKit.ASSEMBLER, EscapeKit.assembler());
        }
        var _ =
                store.put(
                        folder + EscapeKit.INSTRUCTIONS,
                        EscapeKit.instructions(manifest, folderUri));
        var _ = store.put(folder + Manifest.NAME, manifest.toJson());
        return store.uriOf(folder + Manifest.NAME);
    }

    /** Removes what an attempt left that is no backup. */
    static void clear(BackupStore store, PlannedJob planned, String backupId) throws IOException {
        String job = planned.job().name();
        for (String left :
                List.of(
                        BackupId.folder(planned.application(), job, backupId),
                        BackupId.packs(planned.application(), job, backupId))) {
            for (var object : store.list(left)) {
                store.delete(object.key());
            }
        }
    }

    /** A store that does not answer now is asked again by the next start; the reason stays. */
    private static void clearUnlessComplete(
            BackupStore store, Work work, String folder, Exception reason) {
        try {
            if (store.head(folder + Manifest.NAME).isEmpty()) {
                clear(store, work.planned(), work.backupId());
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
            @Nullable Captured captured,
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
                                captured == null
                                        ? manifest.sum(Manifest.Item::sourceBytes)
                                        : captured.sourceBytes(),
                                manifest.sum(Manifest.Item::compressedBytes),
                                manifest.sum(Manifest.Item::storedBytes),
                                seconds,
                                manifest.main().storedSha256(),
                                encryption == null ? "none" : "AES-256-GCM",
                                encryption == null ? null : encryption.keys().getFirst().keyId(),
                                manifest.position(),
                                manifest.snapshotAt(),
                                captured == null ? null : captured.sentBytes()),
                        cause);
    }
}
