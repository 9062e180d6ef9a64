package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.dump.PgRestore;
import io.bascule.backup.dump.SourceDatabase;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.policy.BackupRecord;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.store.Stores;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.RestoreCompleted;
import io.bascule.contracts.event.BackupEvent.RestoreFailed;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import io.bascule.contracts.plan.BackupJob;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores one backup into a target that this service is configured for. */
public final class RestoreRun {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreRun.class);

    private final Stores stores;
    private final PgRestore pgRestore;
    private final Supplier<KeyRing> keys;
    private final Map<String, SourceDatabase> targets;
    private final EventPublisher events;

    /**
     * With these parts.
     *
     * @param targets by name; a request may name no other
     */
    public RestoreRun(
            Stores stores,
            PgRestore pgRestore,
            Supplier<KeyRing> keys,
            Map<String, SourceDatabase> targets,
            EventPublisher events) {
        this.stores = stores;
        this.pgRestore = pgRestore;
        this.keys = keys;
        this.targets = Map.copyOf(targets);
        this.events = events;
    }

    /** The backup that a request means: the one it names, or the newest proven one. */
    static BackupRecord choose(Catalogue catalogue, RestoreRequested request) throws IOException {
        return catalogue.list(request.application(), null).stream()
                .filter(b ->
                        request.backupId() == null
                                ? b.proven()
                                : b.backupId().equals(request.backupId()))
                .filter(b -> b.status() == BackupRecord.Status.COMPLETED)
                .findFirst()
                .orElseThrow(() ->
                        new IOException(
                                "Expected "
                                        + (request.backupId() == null
                                                ? "a proven backup"
                                                : "a complete backup " + request.backupId())
                                        + " of "
                                        + request.application()
                                        + ", but the catalogue has none"));
    }

    void run(
            String restoreId,
            RestoreRequested request,
            BackupRecord backup,
            Plans plans,
            EventEnvelope<?> begun) {
        long start = System.nanoTime();
        try {
            var target = targets.get(request.target());
            if (target == null) {
                throw new IOException(
                        "Expected one of the configured targets "
                                + targets.keySet()
                                + ", but found '"
                                + request.target()
                                + "'; set bascule.backup.targets");
            }
            BackupJob job = jobOf(plans, backup);
            var store = stores.of(job.destination());
            String folder = BackupId.folder(backup.application(), backup.job(), backup.backupId());
            var manifest =
                    Manifest.parse(store.readSmall(folder + Manifest.NAME, Manifest.MOST_BYTES));
            if (!manifest.backupId().equals(backup.backupId())) {
                throw new IOException(
                        "Expected the manifest of "
                                + backup.backupId()
                                + ", but found "
                                + manifest.backupId());
            }
            var encryption = manifest.encryption();
            DataKey key =
                    encryption == null
                            ? null
                            : keys.get().unwrap(encryption.keys(), manifest.backupId());
            var _ = pgRestore.into(target, request.replace(), manifest, store, key);
            var _ =
                    events.publish(
                            new RestoreCompleted(
                                    backup.application(),
                                    restoreId,
                                    backup.backupId(),
                                    request.target(),
                                    (System.nanoTime() - start) / 1e9,
                                    manifest.dump().sourceBytes()),
                            begun);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("restore", restoreId)
                    .log("Restore of {} failed: {}", backup.backupId(), e.getMessage());
            var _ =
                    events.publish(
                            new RestoreFailed(
                                    backup.application(),
                                    restoreId,
                                    backup.backupId(),
                                    request.target(),
                                    String.valueOf(e.getMessage())),
                            begun);
        }
    }

    private static BackupJob jobOf(Plans plans, BackupRecord backup) throws IOException {
        return plans.of(backup.application()).stream()
                .flatMap(plan -> Plans.jobs(plan, backup.job()).stream())
                .findFirst()
                .orElseThrow(() ->
                        new IOException(
                                "Expected the job '"
                                        + backup.job()
                                        + "' in the plan, to know the destination, but it is not there"));
    }
}
