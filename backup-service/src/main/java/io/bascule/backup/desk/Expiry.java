package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.files.FilesEngine;
import io.bascule.backup.manifest.EscapeKit;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.manifest.Rewrapped;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.policy.BackupRecord;
import io.bascule.backup.policy.Retention;
import io.bascule.backup.policy.Retention.Situation;
import io.bascule.backup.policy.Retention.Verdict;
import io.bascule.backup.store.BackupStore;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupExpired;
import io.bascule.contracts.event.BackupEvent.Decision;
import io.bascule.contracts.event.BackupEvent.RetentionReviewed;
import io.bascule.contracts.event.RequestEvent.ExpireRequested;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what the plan keeps no longer, and nothing else. */
final class Expiry {

    /** The manifest while its backup is being removed: what is still to be removed stands in it. */
    static final String EXPIRING = "expiring.json";

    /** What stands in place of a backup's id for the archived log. */
    static final String LOG_OF_THE_JOB = "wal";

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

    /** A clock that differs more than this from the store's is not trusted to remove anything. */
    private static final Duration TOLERANCE = Duration.ofHours(1);

    private static final int DECISIONS_SAID = 500;

    private final Plans plans;
    private final Catalogue catalogue;
    private final OpenRuns openRuns;
    private final Vault vault;
    private final Archives archives;
    private final EventPublisher events;
    private final Clock clock;
    private final Instant startedAt;
    private final long startedNanos = System.nanoTime();

    Expiry(
            Plans plans,
            Catalogue catalogue,
            OpenRuns openRuns,
            Vault vault,
            Archives archives,
            EventPublisher events,
            Clock clock) {
        this.plans = plans;
        this.catalogue = catalogue;
        this.openRuns = openRuns;
        this.vault = vault;
        this.archives = archives;
        this.events = events;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /**
     * What was decided of one backup, and what became of it.
     *
     * @param removed whether it is gone from the store
     * @param rule why it is removed or kept
     */
    public record Outcome(
            String application, String job, String backupId, boolean removed, String rule) {}

    /**
     * Goes through jobs.
     *
     * @param which jobs are gone through
     * @param dryRun to say what would be removed, and remove nothing
     */
    synchronized List<Outcome> sweep(Predicate<PlannedJob> which, boolean dryRun) {
        var outcomes = new ArrayList<Outcome>();
        for (PlannedJob planned : plans.all().stream().filter(which).toList()) {
            var backups = catalogue.list(planned.application(), planned.job().name());
            for (Verdict verdict : Retention.decide(backups, situation(planned))) {
                var backup = verdict.backup();
                String rule = verdict.rule();
                boolean removed = verdict.remove() && dryRun;
                if (verdict.remove() && !dryRun) {
                    String failure = remove(planned, verdict);
                    removed = failure == null;
                    rule = failure == null ? rule : "kept: " + failure;
                }
                LOG.debug("{}: {}", backup.backupId(), rule);
                outcomes.add(
                        new Outcome(
                                backup.application(),
                                backup.job(),
                                backup.backupId(),
                                removed,
                                rule));
            }
            if (planned.job().archive() != null) {
                var gone =
                        outcomes.stream()
                                .filter(Outcome::removed)
                                .map(Outcome::backupId)
                                .collect(Collectors.toSet());
                outcomes.add(log(planned, gone, dryRun));
            }
        }
        return outcomes;
    }

    /** The log goes with the oldest copy that needs it. */
    private Outcome log(PlannedJob planned, Set<String> gone, boolean dryRun) {
        var job = planned.job().name();
        try {
            var kept = new ArrayList<Manifest>();
            for (BackupRecord backup : catalogue.list(planned.application(), job)) {
                if (backup.status() == BackupRecord.Status.COMPLETED
                        && !gone.contains(backup.backupId())) {
                    kept.add(
                            Vault.manifest(
                                    vault.store(planned.job()),
                                    Vault.folder(planned, backup.backupId()),
                                    backup.backupId()));
                }
            }
            boolean open = situation(planned).recoveryRunOpen();
            var removal = archives.expire(planned, kept, dryRun || open);
            return new Outcome(
                    planned.application(),
                    job,
                    LOG_OF_THE_JOB,
                    !open && !removal.keys().isEmpty(),
                    open
                            ? "kept: a recovery run is open"
                            : removal.keys().isEmpty()
                                    ? "kept: copies that are kept need it"
                                    : removal.keys().size()
                                            + " objects with "
                                            + removal.walBytes()
                                            + " bytes of log: "
                                            + removal.rule());
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "Expected to remove log of {}, but {}; tried again in an hour",
                    planned.slot(),
                    e.getMessage());
            return new Outcome(
                    planned.application(), job, LOG_OF_THE_JOB, false, "kept: " + e.getMessage());
        }
    }

    /** Answers a request: does it, or says what would be done, in a fact of its own. */
    void review(ExpireRequested request, EventEnvelope<?> cause) {
        var outcomes =
                sweep(
                        planned ->
                                planned.application().equals(request.application())
                                        && (request.job() == null
                                                || planned.job().name().equals(request.job())),
                        !request.remove());
        int removes = (int) outcomes.stream().filter(Outcome::removed).count();
        var _ =
                events.publish(
                        new RetentionReviewed(
                                request.application(),
                                request.job(),
                                request.remove(),
                                request.requestedBy(),
                                removes,
                                outcomes.size() - removes,
                                outcomes.stream()
                                        .sorted(Comparator.comparing(o -> !o.removed()))
                                        .limit(DECISIONS_SAID)
                                        .map(o ->
                                                new Decision(
                                                        o.backupId(),
                                                        o.job(),
                                                        o.removed(),
                                                        o.rule()))
                                        .toList()),
                        cause);
    }

    private Situation situation(PlannedJob planned) {
        Instant now = clock.instant();
        // A job of no application may hold what any run needs.
        boolean open =
                planned.plan() == null
                        ? openRuns.isAnyOpen()
                        : openRuns.isOpen(planned.application());
        return new Situation(planned.job().retentionDays(), now, open, isTrusted(planned, now));
    }

    /** The store's clock tells; without one, this process' clock must not have been set. */
    private boolean isTrusted(PlannedJob planned, Instant now) {
        try {
            Instant other =
                    vault.store(planned.job())
                            .now()
                            .orElseGet(() -> startedAt.plusNanos(System.nanoTime() - startedNanos));
            return Duration.between(other, now).abs().compareTo(TOLERANCE) <= 0;
        } catch (IOException | RuntimeException e) {
            LOG.warn("Expected the store's time, but {}; nothing is removed", e.getMessage());
            return false;
        }
    }

    /** Returns why it is still there, or null if it is gone. */
    private @Nullable String remove(PlannedJob planned, Verdict verdict) {
        BackupRecord backup = verdict.backup();
        try {
            var store = vault.store(planned.job());
            String folder = Vault.folder(planned, backup.backupId());
            var manifest = expiring(store, folder, backup.backupId());
            // The manifest goes first: without it nothing looks like a backup.
            store.delete(folder + Manifest.NAME);
            for (var item : manifest.objects()) {
                store.delete(item.key());
            }
            var needed = neededPacks(planned, store, backup.backupId());
            for (var pack : manifest.packsOrNone()) {
                if (!needed.contains(pack.item().key())) {
                    store.delete(pack.item().key());
                }
            }
            for (var rewrapped : store.list(folder + Rewrapped.PREFIX)) {
                store.delete(rewrapped.key());
            }
            store.delete(folder + EscapeKit.DECRYPTOR);
            store.delete(folder + EscapeKit.ASSEMBLER);
            store.delete(folder + EscapeKit.INSTRUCTIONS);
            store.delete(folder + EXPIRING);
            var _ =
                    events.publish(
                            new BackupExpired(
                                    backup.application(),
                                    backup.backupId(),
                                    backup.job(),
                                    verdict.rule(),
                                    manifest.sum(Manifest.Item::storedBytes)));
            return null;
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "Expected to remove backup {}, but {}; tried again in an hour",
                    backup.backupId(),
                    e.getMessage());
            return String.valueOf(e.getMessage());
        }
    }

    /** The packs that other backups of the job share: each that is complete, whatever is known. */
    private static Set<String> neededPacks(PlannedJob planned, BackupStore store, String without)
            throws IOException {
        var needed = new HashSet<String>();
        String jobFolder = BackupId.jobFolder(planned.application(), planned.job().name());
        if (!planned.job().engine().equals(FilesEngine.ENGINE)) {
            return needed;
        }
        for (var object : store.list(jobFolder)) {
            if (object.key().endsWith("/" + Manifest.NAME)
                    && !object.key().contains("/" + without + "/")) {
                Manifest.parse(store.readSmall(object.key(), Manifest.MOST_BYTES))
                        .packsOrNone()
                        .forEach(pack -> needed.add(pack.item().key()));
            }
        }
        return needed;
    }

    /** The manifest, under a name by which a removal that was cut off goes on. */
    private static Manifest expiring(BackupStore store, String folder, String backupId)
            throws IOException {
        String copy = folder + EXPIRING;
        boolean begun = store.head(copy).isPresent();
        if (begun && store.head(folder + Manifest.NAME).isEmpty()) {
            return Manifest.parse(store.readSmall(copy, Manifest.MOST_BYTES));
        }
        var manifest = Vault.manifest(store, folder, backupId);
        if (!begun) {
            var _ = store.put(copy, manifest.toJson());
        }
        return manifest;
    }
}
