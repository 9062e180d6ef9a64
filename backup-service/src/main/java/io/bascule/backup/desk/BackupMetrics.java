package io.bascule.backup.desk;

import io.bascule.backup.policy.BackupRecord;
import io.bascule.backup.policy.BackupRecord.Status;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.PlanEvent.BackupsApplied;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RestoreEvent.RestoreCompleted;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.plan.BackupJob;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the newest backups per application and job, derived from the facts on record. A
 * figure that is not known yet is no number. Times are the instants whose state the backups hold:
 * what would be lost is what came after.
 */
final class BackupMetrics {

    private final MeterRegistry meters;
    private final Catalogue catalogue;
    private final Map<String, Newest> bySlot = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> plans = new ConcurrentHashMap<>();

    BackupMetrics(MeterRegistry meters, Catalogue catalogue) {
        this.meters = meters;
        this.catalogue = catalogue;
    }

    private record Newest(
            String application,
            String job,
            AtomicReference<@Nullable BackupRecord> complete,
            AtomicReference<@Nullable BackupRecord> proven,
            List<Meter> meters) {}

    /** To be called when the catalogue knows the fact. */
    void on(EventEnvelope<?> envelope, boolean isNew) {
        switch (envelope.event()) {
            case PlanApplied plan -> planned(plan.application(), plan.backups());
            case BackupsApplied plan -> planned(plan.subject(), plan.backups());
            case BackupEvent event -> happened(event, isNew);
            default -> {}
        }
    }

    /** Every job of the plan is shown before its first backup; a job that is gone is not. */
    private void planned(String application, List<BackupJob> planned) {
        var jobs = planned.stream().map(BackupJob::name).collect(Collectors.toSet());
        plans.put(application, jobs);
        bySlot.values()
                .removeIf(slot -> {
                    boolean gone =
                            slot.application().equals(application) && !jobs.contains(slot.job());
                    if (gone) {
                        slot.meters().forEach(meters::remove);
                    }
                    return gone;
                });
        for (String job : jobs) {
            var _ = slot(application, job);
            for (Outcome outcome : Outcome.values()) {
                count(outcome, application, job, 0);
            }
        }
        for (String result : List.of("completed", "failed")) {
            restored(application, result, 0);
        }
    }

    private void happened(BackupEvent event, boolean isNew) {
        int times = isNew ? 1 : 0;
        switch (event) {
            case BackupCompleted e -> count(Outcome.COMPLETED, e.application(), e.job(), times);
            case BackupFailed e -> count(Outcome.FAILED, e.application(), e.job(), times);
            case BackupVerificationFailed e ->
                    count(Outcome.NOT_VERIFIED, e.application(), e.job(), times);
            case RestoreCompleted e -> restored(e.application(), "completed", times);
            case RestoreFailed e -> restored(e.application(), "failed", times);
            default -> {}
        }
        String id = io.bascule.backup.policy.BackupHistory.backupOf(event);
        if (id != null) {
            catalogue.find(id).ifPresent(this::refresh);
        }
    }

    private enum Outcome {
        COMPLETED("dr.backup.completions", "Backups that were stored whole"),
        FAILED("dr.backup.failures", "Backups that were not made"),
        NOT_VERIFIED("dr.backup.verification.failures", "Backups that did not pass a proof");

        private final String series;
        private final String description;

        Outcome(String series, String description) {
            this.series = series;
            this.description = description;
        }
    }

    private void count(Outcome outcome, String application, String job, int times) {
        Counter.builder(outcome.series)
                .description(outcome.description)
                .tag("application", application)
                .tag("backup_job", job)
                .register(meters)
                .increment(times);
    }

    private void restored(String application, String result, int times) {
        Counter.builder("dr.backup.restores")
                .description("Restores that were asked for; result: completed or failed")
                .tag("application", application)
                .tag("result", result)
                .register(meters)
                .increment(times);
    }

    private void refresh(BackupRecord changed) {
        var jobs = plans.get(changed.application());
        if (jobs != null && !jobs.contains(changed.job())) {
            return;
        }
        var newest = slot(changed.application(), changed.job());
        var all = catalogue.list(changed.application(), changed.job());
        newest.complete.set(
                all.stream().filter(b -> b.status() == Status.COMPLETED).findFirst().orElse(null));
        newest.proven.set(all.stream().filter(BackupRecord::proven).findFirst().orElse(null));
    }

    private Newest slot(String application, String job) {
        return bySlot.computeIfAbsent(application + "/" + job, _ -> register(application, job));
    }

    private Newest register(String application, String job) {
        var newest =
                new Newest(
                        application,
                        job,
                        new AtomicReference<>(),
                        new AtomicReference<>(),
                        new ArrayList<>());
        gauge(
                newest,
                "dr.backup.last.success.timestamp",
                "seconds",
                "State that the newest complete backup holds",
                newest.complete,
                BackupMetrics::heldAt);
        gauge(
                newest,
                "dr.backup.last.proven.timestamp",
                "seconds",
                "State that the newest restored backup holds",
                newest.proven,
                BackupMetrics::heldAt);
        gauge(
                newest,
                "dr.backup.source.size",
                "bytes",
                "Read from the source by the newest complete backup",
                newest.complete,
                BackupRecord::sourceBytes);
        gauge(
                newest,
                "dr.backup.stored.size",
                "bytes",
                "In the store for the newest complete backup",
                newest.complete,
                BackupRecord::storedBytes);
        gauge(
                newest,
                "dr.backup.duration",
                "seconds",
                "From start to manifest of the newest complete backup",
                newest.complete,
                BackupRecord::seconds);
        gauge(
                newest,
                "dr.backup.restore.duration",
                "seconds",
                "Of the newest proven backup's restore",
                newest.proven,
                b -> b.restoreSeconds() == null ? Double.NaN : b.restoreSeconds());
        known(
                newest,
                "dr.backup.last.success.known",
                "1 if there is a complete backup",
                newest.complete);
        known(
                newest,
                "dr.backup.last.proven.known",
                "1 if there is a backup that was proven by a restore",
                newest.proven);
        return newest;
    }

    private static double heldAt(BackupRecord backup) {
        return backup.snapshotAt() == null ? Double.NaN : backup.snapshotAt().toEpochMilli() / 1e3;
    }

    private void gauge(
            Newest newest,
            String name,
            String unit,
            String description,
            AtomicReference<@Nullable BackupRecord> backup,
            ToDoubleFunction<BackupRecord> figure) {
        register(
                newest,
                Gauge.builder(
                                name,
                                backup,
                                b -> {
                                    var known = b.get();
                                    return known == null ? Double.NaN : figure.applyAsDouble(known);
                                })
                        .baseUnit(unit)
                        .description(description + "; NaN before there is one"));
    }

    private void known(
            Newest newest,
            String name,
            String description,
            AtomicReference<@Nullable BackupRecord> backup) {
        register(
                newest,
                Gauge.builder(name, backup, b -> b.get() == null ? 0 : 1).description(description));
    }

    private void register(Newest newest, Gauge.Builder<?> gauge) {
        newest.meters()
                .add(
                        gauge.tag("application", newest.application())
                                .tag("backup_job", newest.job())
                                .strongReference(true)
                                .register(meters));
    }
}
