package io.bascule.backup.desk;

import io.bascule.backup.policy.Slots;
import io.bascule.backup.wal.WalReplay;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.WalEvent.WalArchiveInterrupted;
import io.bascule.contracts.event.WalEvent.WalArchived;
import io.bascule.contracts.event.WalEvent.WalGapFound;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How far the archives have come: what this instance archives itself as it happens, and what others
 * do as they say it.
 */
public final class WalMetrics {

    private final MeterRegistry meters;
    private final Map<String, Latest> bySlot = new ConcurrentHashMap<>();

    WalMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    private static final class Latest {

        private volatile @Nullable WalArchived archived;
        private volatile @Nullable Instant gapAt;
        private volatile boolean interrupted;
    }

    /** To be called with each fact on record. */
    void on(EventEnvelope<?> envelope, boolean isNew) {
        switch (envelope.event()) {
            case WalArchived fact -> archived(fact);
            case WalArchiveInterrupted fact -> interrupted(fact.application(), fact.job());
            case WalGapFound fact -> {
                gaps(fact.application(), fact.job()).increment(isNew ? 1 : 0);
                latest(fact.application(), fact.job()).gapAt = envelope.time();
            }
            default -> {
                // Backups themselves are counted elsewhere.
            }
        }
    }

    /** Shows the job, before anything is known of it. */
    void begins(String application, String job) {
        var _ = latest(application, job);
    }

    private Counter gaps(String application, String job) {
        return Counter.builder("dr.backup.wal.gaps")
                .description("Pieces of the log that no archive has")
                .tag("application", application)
                .tag("backup_job", job)
                .register(meters);
    }

    void archived(WalArchived fact) {
        var latest = latest(fact.application(), fact.job());
        synchronized (latest) {
            var before = latest.archived;
            // What was said a minute ago is read back after what is known by now.
            if (before == null || !isOlder(fact, before)) {
                latest.archived = fact;
                latest.interrupted = false;
            }
        }
    }

    private static boolean isOlder(WalArchived fact, WalArchived than) {
        return fact.upTo() == null
                ? than.upTo() != null
                : than.upTo() != null && fact.upTo().isBefore(than.upTo());
    }

    void interrupted(String application, String job) {
        latest(application, job).interrupted = true;
    }

    /** How far the archive of a job has come; empty if nobody said it yet. */
    Optional<WalReplay.Known> known(String application, String job) {
        var latest = bySlot.get(Slots.slot(application, job));
        var fact = latest == null ? null : latest.archived;
        return fact == null || fact.upTo() == null
                ? Optional.empty()
                : Optional.of(new WalReplay.Known(fact.position(), fact.upTo()));
    }

    private Latest latest(String application, String job) {
        return bySlot.computeIfAbsent(
                Slots.slot(application, job), _ -> register(application, job));
    }

    private Latest register(String application, String job) {
        var latest = new Latest();
        var _ = gaps(application, job);
        gauge(
                latest,
                "dr.backup.wal.archived.timestamp",
                "seconds",
                "Every commit up to this instant is in the archive of the log",
                application,
                job,
                each -> {
                    var fact = each.archived;
                    return fact == null || fact.upTo() == null
                            ? Double.NaN
                            : fact.upTo().toEpochMilli() / 1e3;
                });
        gauge(
                latest,
                "dr.backup.wal.behind",
                "bytes",
                "Written by the server, and not in the archive; no number while nothing is archived",
                application,
                job,
                each -> {
                    var fact = each.archived;
                    return fact == null || fact.behindBytes() == null || each.interrupted
                            ? Double.NaN
                            : fact.behindBytes();
                });
        gauge(
                latest,
                "dr.backup.wal.gap.timestamp",
                "seconds",
                "When the last gap in the archive of the log was found; NaN if there was none",
                application,
                job,
                each -> {
                    var at = each.gapAt;
                    return at == null ? Double.NaN : at.toEpochMilli() / 1e3;
                });
        gauge(
                latest,
                "dr.backup.wal.interrupted",
                null,
                "1 while nothing is archived, and the server keeps its log",
                application,
                job,
                each -> each.interrupted ? 1 : 0);
        return latest;
    }

    private void gauge(
            Latest latest,
            String name,
            @Nullable String unit,
            String description,
            String application,
            String job,
            ToDoubleFunction<Latest> figure) {
        Gauge.builder(name, latest, figure)
                .description(description)
                .baseUnit(unit)
                .tag("application", application)
                .tag("backup_job", job)
                .strongReference(true)
                .register(meters);
    }
}
