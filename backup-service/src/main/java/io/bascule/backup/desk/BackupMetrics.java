package io.bascule.backup.desk;

import io.bascule.backup.policy.BackupRecord;
import io.bascule.backup.policy.BackupRecord.Status;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
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

    BackupMetrics(MeterRegistry meters, Catalogue catalogue) {
        this.meters = meters;
        this.catalogue = catalogue;
    }

    private record Newest(
            AtomicReference<@Nullable BackupRecord> complete,
            AtomicReference<@Nullable BackupRecord> proven) {}

    /** To be called when the catalogue knows the fact. */
    void on(EventEnvelope<?> envelope, boolean isNew) {
        if (!(envelope.event() instanceof BackupEvent event)) {
            return;
        }
        if (isNew && event instanceof BackupFailed failed) {
            count("dr.backup.failures", failed.application(), failed.job());
        }
        if (isNew && event instanceof BackupVerificationFailed failed) {
            count("dr.backup.verification.failures", failed.application(), failed.job());
        }
        String id = io.bascule.backup.policy.BackupHistory.backupOf(event);
        if (id != null) {
            catalogue.find(id).ifPresent(this::refresh);
        }
    }

    private void count(String name, String application, String job) {
        meters.counter(name, "application", application, "job", job).increment();
    }

    private void refresh(BackupRecord changed) {
        var newest =
                bySlot.computeIfAbsent(
                        changed.application() + "/" + changed.job(),
                        _ -> register(changed.application(), changed.job()));
        var all = catalogue.list(changed.application(), changed.job());
        newest.complete.set(
                all.stream().filter(b -> b.status() == Status.COMPLETED).findFirst().orElse(null));
        newest.proven.set(all.stream().filter(BackupRecord::proven).findFirst().orElse(null));
    }

    private Newest register(String application, String job) {
        var newest = new Newest(new AtomicReference<>(), new AtomicReference<>());
        gauge(
                "dr.backup.last.success.timestamp",
                "seconds",
                "State that the newest complete backup holds",
                application,
                job,
                newest.complete,
                BackupMetrics::heldAt);
        gauge(
                "dr.backup.last.proven.timestamp",
                "seconds",
                "State that the newest restored backup holds",
                application,
                job,
                newest.proven,
                BackupMetrics::heldAt);
        gauge(
                "dr.backup.source.size",
                "bytes",
                "Read from the source by the newest complete backup",
                application,
                job,
                newest.complete,
                BackupRecord::sourceBytes);
        gauge(
                "dr.backup.stored.size",
                "bytes",
                "In the store for the newest complete backup",
                application,
                job,
                newest.complete,
                BackupRecord::storedBytes);
        gauge(
                "dr.backup.duration",
                "seconds",
                "From start to manifest of the newest complete backup",
                application,
                job,
                newest.complete,
                BackupRecord::seconds);
        gauge(
                "dr.backup.restore.duration",
                "seconds",
                "Of the newest proven backup's restore",
                application,
                job,
                newest.proven,
                b -> b.restoreSeconds() == null ? Double.NaN : b.restoreSeconds());
        return newest;
    }

    private static double heldAt(BackupRecord backup) {
        return backup.snapshotAt() == null ? Double.NaN : backup.snapshotAt().toEpochMilli() / 1e3;
    }

    private void gauge(
            String name,
            String unit,
            String description,
            String application,
            String job,
            AtomicReference<@Nullable BackupRecord> backup,
            ToDoubleFunction<BackupRecord> figure) {
        Gauge.builder(
                        name,
                        backup,
                        b -> {
                            var known = b.get();
                            return known == null ? Double.NaN : figure.applyAsDouble(known);
                        })
                .baseUnit(unit)
                .description(description)
                .tag("application", application)
                .tag("job", job)
                .strongReference(true)
                .register(meters);
    }
}
