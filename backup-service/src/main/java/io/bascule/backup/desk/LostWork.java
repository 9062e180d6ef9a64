package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.policy.Attempts;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.policy.BackupRecord;
import io.bascule.backup.policy.BackupRecord.Status;
import io.bascule.backup.policy.Slots.Holder;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds backups whose process is gone: ends them in the store and on record, whichever way they
 * stood, and asks for them again.
 */
final class LostWork {

    private static final Logger LOG = LoggerFactory.getLogger(LostWork.class);

    private static final String PACKS = "packs/";

    private final Plans plans;
    private final Catalogue catalogue;
    private final Claims claims;
    private final Desk desk;
    private final Bench bench;
    private final Vault vault;
    private final EventPublisher events;

    LostWork(
            Plans plans,
            Catalogue catalogue,
            Claims claims,
            Desk desk,
            Bench bench,
            Vault vault,
            EventPublisher events) {
        this.plans = plans;
        this.catalogue = catalogue;
        this.claims = claims;
        this.desk = desk;
        this.bench = bench;
        this.vault = vault;
        this.events = events;
    }

    /** Looks once. */
    void look() {
        for (Holder holder : claims.lost(bench::isHere)) {
            var planned = plans.job(holder.application(), holder.job()).orElse(null);
            try {
                if (planned == null) {
                    fail(holder);
                } else {
                    end(planned, holder);
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "Expected to end the lost backup {}, but {}; tried again soon",
                        holder.backupId(),
                        e.getMessage());
            }
        }
    }

    private void end(PlannedJob planned, Holder holder) throws IOException {
        var store = vault.store(planned.job());
        String folder = Vault.folder(planned, holder.backupId());
        int aborted =
                store.abortStale(folder, _ -> true)
                        + store.abortStale(
                                BackupId.packs(
                                        planned.application(),
                                        planned.job().name(),
                                        holder.backupId()),
                                _ -> true);
        String manifestKey = folder + Manifest.NAME;
        if (store.head(manifestKey).isPresent()) {
            // It was complete, and its process had no time to say so.
            var manifest = Vault.manifest(store, folder, holder.backupId());
            BackupRun.say(
                    events,
                    manifest,
                    store.uriOf(manifestKey),
                    Duration.between(manifest.startedAt(), manifest.completedAt()).toMillis() / 1e3,
                    null,
                    null);
            LOG.info("Said of {} that it is complete: its process could not", holder.backupId());
            return;
        }
        BackupRun.clear(store, planned, holder.backupId());
        LOG.info(
                "Ended backup {} of a lost process, aborted {} uploads",
                holder.backupId(),
                aborted);
        fail(holder);
        claims.awaitFreed(holder);
        again(planned, holder.backupId());
    }

    private void fail(Holder holder) {
        var _ =
                events.publish(
                        new BackupFailed(
                                holder.application(),
                                holder.backupId(),
                                holder.job(),
                                "Expected process '"
                                        + holder.runner()
                                        + "' to go on until the backup was complete, but it is gone"));
    }

    /** Under an id that every process finds alike, so that it is asked for once. */
    private void again(PlannedJob planned, String lostId) {
        var record = catalogue.find(lostId);
        Attempts.after(record.map(BackupRecord::requestedBy).orElse(null))
                .ifPresentOrElse(
                        by -> {
                            var _ =
                                    desk.ask(
                                            new Ask(
                                                    planned.application(),
                                                    planned.job().name(),
                                                    "again#" + lostId,
                                                    BackupId.requestedAt(lostId),
                                                    by,
                                                    null));
                        },
                        () -> LOG.warn("Gave {} up: its process was lost each time", lostId));
    }

    /** Aborts uploads of ended backups, such as those of a store that did not answer then. */
    void abortStale() {
        for (PlannedJob planned : plans.all()) {
            try {
                int aborted =
                        vault.store(planned.job())
                                .abortStale(
                                        BackupId.jobFolder(
                                                planned.application(), planned.job().name()),
                                        key -> hasEnded(planned, key));
                if (aborted > 0) {
                    LOG.info("Aborted {} stale uploads of {}", aborted, planned.slot());
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "Expected to abort stale uploads of {}, but {}; tried again later",
                        planned.slot(),
                        e.getMessage());
            }
        }
    }

    /** An upload of a backup that is not known here may be of a process whose word comes late. */
    private boolean hasEnded(PlannedJob planned, String key) {
        String rest =
                key.substring(
                        BackupId.jobFolder(planned.application(), planned.job().name()).length());
        String name = rest.startsWith(PACKS) ? rest.substring(PACKS.length()) : rest;
        int end = rest.startsWith(PACKS) ? name.lastIndexOf('-') : name.indexOf('/');
        if (end < 0) {
            return false;
        }
        String id = name.substring(0, end);
        return catalogue.find(id).filter(backup -> backup.status() != Status.STARTED).isPresent()
                && !claims.isHeld(id);
    }

    /**
     * Of these jobs, proves what was completed and not brought to the end of its levels: the newest
     * backup of each job, if nothing spoke against it.
     *
     * @return whether something is left that something stood in the way of
     */
    boolean proveUnproven(Predicate<PlannedJob> mine) {
        boolean left = false;
        for (PlannedJob planned : plans.all().stream().filter(mine).toList()) {
            var wanted = Engines.levelOf(planned.job());
            var inTheWay =
                    catalogue.list(planned.application(), planned.job().name()).stream()
                            .filter(backup -> backup.status() == Status.COMPLETED)
                            .findFirst()
                            .filter(backup -> backup.failure() == null)
                            .filter(backup ->
                                    backup.level() == null || backup.level().compareTo(wanted) < 0)
                            .flatMap(backup ->
                                    desk.prove(
                                            backup,
                                            new Desk.Proof("housekeeping", false, 1, null)));
            inTheWay.ifPresent(reason -> LOG.debug("Not proven again yet: {}", reason));
            left |= inTheWay.isPresent();
        }
        return left;
    }
}
