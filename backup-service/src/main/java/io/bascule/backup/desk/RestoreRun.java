package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.dump.PgRestore;
import io.bascule.backup.dump.Running;
import io.bascule.backup.dump.SourceDatabase;
import io.bascule.backup.policy.BackupRecord;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.RestoreCompleted;
import io.bascule.contracts.event.BackupEvent.RestoreFailed;
import io.bascule.contracts.event.BackupEvent.RestoreProgressed;
import io.bascule.contracts.event.BackupEvent.Stage;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores one backup into a target that this service is configured for. */
public final class RestoreRun {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreRun.class);

    private final Vault vault;
    private final PgRestore pgRestore;
    private final Map<String, SourceDatabase> targets;
    private final EventPublisher events;

    /**
     * With these parts.
     *
     * @param targets by name; a request may name no other
     */
    public RestoreRun(
            Vault vault,
            PgRestore pgRestore,
            Map<String, SourceDatabase> targets,
            EventPublisher events) {
        this.vault = vault;
        this.pgRestore = pgRestore;
        this.targets = Map.copyOf(targets);
        this.events = events;
    }

    /**
     * The backup that a request means: the one it names, or the newest proven one of an instant
     * that is not after the one wanted.
     */
    static BackupRecord choose(Catalogue catalogue, RestoreRequested request) throws IOException {
        return catalogue.list(request.application(), request.job()).stream()
                .filter(b ->
                        request.backupId() == null
                                ? b.proven()
                                : b.backupId().equals(request.backupId()))
                .filter(b -> b.status() == BackupRecord.Status.COMPLETED)
                .filter(b ->
                        request.at() == null
                                || (b.snapshotAt() != null
                                        && !b.snapshotAt().isAfter(request.at())))
                .findFirst()
                .orElseThrow(() ->
                        new IOException(
                                "Expected "
                                        + (request.backupId() == null
                                                ? "a proven backup"
                                                : "a complete backup " + request.backupId())
                                        + " of "
                                        + request.application()
                                        + (request.at() == null
                                                ? ""
                                                : " of " + request.at() + " or before")
                                        + ", but the catalogue has none"));
    }

    void say(
            String restoreId,
            RestoreRequested request,
            BackupRecord backup,
            Running running,
            EventEnvelope<?> begun) {
        long bytes = running.bytes();
        double seconds = running.seconds();
        long left = Math.max(0, backup.sourceBytes() - bytes);
        var _ =
                events.publishLater(
                        new RestoreProgressed(
                                backup.application(),
                                restoreId,
                                backup.backupId(),
                                request.target(),
                                bytes,
                                backup.sourceBytes(),
                                seconds,
                                bytes == 0 ? null : left * seconds / bytes),
                        begun);
    }

    void run(
            String restoreId,
            RestoreRequested request,
            BackupRecord backup,
            Plans plans,
            EventEnvelope<?> begun) {
        long start = System.nanoTime();
        try {
            if (Running.CURRENT.isBound()) {
                Running.CURRENT.get().enter(Stage.VERIFYING);
            }
            var target = targets.get(request.target());
            if (target == null) {
                throw new IOException(
                        "Expected one of the configured targets "
                                + targets.keySet()
                                + ", but found '"
                                + request.target()
                                + "'; set bascule.backup.targets");
            }
            var planned =
                    plans.job(backup.application(), backup.job())
                            .orElseThrow(() ->
                                    new IOException(
                                            "Expected the job '"
                                                    + backup.job()
                                                    + "' in the plan, to know the destination, but it is not there"));
            var opened = vault.open(planned, backup.backupId());
            var _ =
                    pgRestore.into(
                            target,
                            request.replace(),
                            opened.manifest(),
                            opened.store(),
                            opened.key());
            var _ =
                    events.publish(
                            new RestoreCompleted(
                                    backup.application(),
                                    restoreId,
                                    backup.backupId(),
                                    request.target(),
                                    (System.nanoTime() - start) / 1e9,
                                    opened.manifest().main().sourceBytes()),
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
}
