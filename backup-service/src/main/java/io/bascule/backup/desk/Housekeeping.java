package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.manifest.EscapeKit;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.policy.BackupRecord;
import io.bascule.backup.policy.BackupRecord.Status;
import io.bascule.backup.policy.Retention;
import io.bascule.backup.store.Stores;
import io.bascule.contracts.event.BackupEvent.BackupExpired;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.plan.BackupJob;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What ended processes left unfinished, and what the plan keeps no longer. */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final Plans plans;
    private final Catalogue catalogue;
    private final OpenRuns openRuns;
    private final Desk desk;
    private final Stores stores;
    private final EventPublisher events;
    private final Clock clock;
    private final String source;

    /**
     * With these parts.
     *
     * @param source the name that this instance publishes under
     */
    Housekeeping(
            Plans plans,
            Catalogue catalogue,
            OpenRuns openRuns,
            Desk desk,
            Stores stores,
            EventPublisher events,
            Clock clock,
            String source) {
        this.plans = plans;
        this.catalogue = catalogue;
        this.openRuns = openRuns;
        this.desk = desk;
        this.stores = stores;
        this.events = events;
        this.clock = clock;
        this.source = source;
    }

    /**
     * Ends what this instance began before it died: a backup whose manifest stands is one, and is
     * said to be; of any other what there is of it goes, and it has failed. What a store does not
     * answer for now is ended at the next start.
     */
    void endUnfinished() {
        for (BackupRecord backup : catalogue.list(null, null)) {
            if (backup.status() == Status.STARTED
                    && backup.source().equals(source)
                    && !desk.running().contains(backup.backupId())) {
                try {
                    end(backup);
                } catch (IOException | RuntimeException e) {
                    LOG.warn(
                            "Expected to end the unfinished backup {}, but {}; the next start tries again",
                            backup.backupId(),
                            e.getMessage());
                }
            }
        }
    }

    private void end(BackupRecord backup) throws IOException {
        var job = jobOf(backup);
        if (job.isPresent()) {
            var store = stores.of(job.get().destination());
            String folder = BackupId.folder(backup.application(), backup.job(), backup.backupId());
            String manifestKey = folder + Manifest.NAME;
            if (store.head(manifestKey).isPresent()) {
                var manifest = Manifest.parse(store.readSmall(manifestKey, Manifest.MOST_BYTES));
                var _ =
                        events.publish(
                                BackupRun.completed(
                                        manifest,
                                        store.uriOf(manifestKey),
                                        Duration.between(
                                                                manifest.startedAt(),
                                                                manifest.completedAt())
                                                        .toNanos()
                                                / 1e9));
                return;
            }
            BackupRun.clear(store, folder);
        }
        var _ =
                events.publish(
                        new BackupFailed(
                                backup.application(),
                                backup.backupId(),
                                backup.job(),
                                "Expected the service to run until the backup was complete, but it ended; ask again"));
    }

    private Optional<BackupJob> jobOf(BackupRecord backup) {
        return plans.of(backup.application()).stream()
                .flatMap(plan -> plan.backups().stream())
                .filter(job -> job.name().equals(backup.job()))
                .findFirst();
    }

    /** Aborts uploads of a plan's jobs that no backup of this process writes. */
    void abortStale(PlanApplied plan) {
        for (BackupJob job : plan.backups()) {
            try {
                int aborted =
                        stores.of(job.destination())
                                .abortStale(
                                        BackupId.jobFolder(plan.application(), job.name()),
                                        key -> desk.running().stream().noneMatch(key::contains));
                if (aborted > 0) {
                    LOG.info("Aborted {} stale uploads of {}", aborted, job.name());
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "Expected to abort stale uploads of {}, but {}; the next plan or start tries again",
                        job.name(),
                        e.getMessage());
            }
        }
    }

    /** Removes what retention keeps no longer. */
    void expire() {
        for (PlanApplied plan : plans.all()) {
            for (BackupJob job : plan.backups()) {
                var verdicts =
                        Retention.decide(
                                catalogue.list(plan.application(), job.name()),
                                job.retentionDays(),
                                clock.instant(),
                                openRuns.isOpen(plan.application()));
                for (var verdict : verdicts) {
                    LOG.debug("{}: {}", verdict.backup().backupId(), verdict.rule());
                    if (verdict.remove()) {
                        remove(job, verdict);
                    }
                }
            }
        }
    }

    private void remove(BackupJob job, Retention.Verdict verdict) {
        BackupRecord backup = verdict.backup();
        try {
            var store = stores.of(job.destination());
            String folder = BackupId.folder(backup.application(), backup.job(), backup.backupId());
            String manifestKey = folder + Manifest.NAME;
            if (store.head(manifestKey).isEmpty()) {
                LOG.warn("Expected a manifest of {}, but found none; kept", backup.backupId());
                return;
            }
            var manifest = Manifest.parse(store.readSmall(manifestKey, Manifest.MOST_BYTES));
            // The manifest goes first: without it nothing looks like a backup.
            store.delete(manifestKey);
            for (var item : manifest.objects()) {
                store.delete(item.key());
            }
            store.delete(folder + EscapeKit.DECRYPTOR);
            store.delete(folder + EscapeKit.INSTRUCTIONS);
            var _ =
                    events.publish(
                            new BackupExpired(
                                    backup.application(),
                                    backup.backupId(),
                                    backup.job(),
                                    verdict.rule(),
                                    manifest.objects().stream()
                                            .mapToLong(Manifest.Item::storedBytes)
                                            .sum()));
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "Expected to remove backup {}, but {}; tried again in an hour",
                    backup.backupId(),
                    e.getMessage());
        }
    }
}
