package io.bascule.backup.policy;

import io.bascule.backup.policy.BackupRecord.Status;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupExpired;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.RestoreCompleted;
import io.bascule.contracts.event.BackupEvent.RestoreFailed;
import io.bascule.contracts.event.BackupEvent.RestoreStarted;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One backup's record as a fold of its facts. A fact that comes twice changes nothing. */
public final class BackupHistory {

    private BackupHistory() {}

    /** The backup that a fact is about; null if it is about a restore. */
    public static @Nullable String backupOf(BackupEvent event) {
        return switch (event) {
            case BackupStarted e -> e.backupId();
            case BackupCompleted e -> e.backupId();
            case BackupFailed e -> e.backupId();
            case BackupVerified e -> e.backupId();
            case BackupVerificationFailed e -> e.backupId();
            case BackupExpired e -> e.backupId();
            case RestoreStarted _, RestoreCompleted _, RestoreFailed _ -> null;
        };
    }

    /**
     * The record after a fact.
     *
     * @param known null if this is the first of the backup
     */
    public static @Nullable BackupRecord after(
            @Nullable BackupRecord known, BackupEvent event, String source, Instant time) {
        return switch (event) {
            case BackupStarted e ->
                    known != null
                            ? known
                            : begun(e.application(), e.backupId(), e.job(), source, time);
            case BackupCompleted e -> {
                var r = orBegun(known, e.application(), e.backupId(), e.job(), source, time);
                yield new BackupRecord(
                        r.application(),
                        r.backupId(),
                        r.job(),
                        Status.COMPLETED,
                        r.source(),
                        r.startedAt(),
                        e.snapshotAt(),
                        e.manifestUri(),
                        e.sourceBytes(),
                        e.storedBytes(),
                        e.seconds(),
                        r.level(),
                        r.restoreSeconds(),
                        r.rowsCompared(),
                        r.failure());
            }
            case BackupFailed e ->
                    with(
                            orBegun(known, e.application(), e.backupId(), e.job(), source, time),
                            Status.FAILED,
                            e.reason());
            case BackupVerified e -> {
                var r = orBegun(known, e.application(), e.backupId(), e.job(), source, time);
                boolean higher = r.level() == null || e.level().compareTo(r.level()) > 0;
                yield new BackupRecord(
                        r.application(),
                        r.backupId(),
                        r.job(),
                        r.status(),
                        r.source(),
                        r.startedAt(),
                        e.snapshotAt(),
                        r.manifestUri(),
                        r.sourceBytes(),
                        r.storedBytes(),
                        r.seconds(),
                        higher ? e.level() : r.level(),
                        e.restoreSeconds() == null ? r.restoreSeconds() : e.restoreSeconds(),
                        Math.max(r.rowsCompared(), e.rowsCompared()),
                        r.failure());
            }
            case BackupVerificationFailed e -> {
                var r = orBegun(known, e.application(), e.backupId(), e.job(), source, time);
                yield with(r, r.status(), e.level() + " not passed: " + e.reason());
            }
            case BackupExpired e ->
                    with(
                            orBegun(known, e.application(), e.backupId(), e.job(), source, time),
                            Status.EXPIRED,
                            null);
            case RestoreStarted _, RestoreCompleted _, RestoreFailed _ -> known;
        };
    }

    private static BackupRecord orBegun(
            @Nullable BackupRecord known,
            String application,
            String backupId,
            String job,
            String source,
            Instant time) {
        return known != null ? known : begun(application, backupId, job, source, time);
    }

    private static BackupRecord begun(
            String application, String backupId, String job, String source, Instant time) {
        return new BackupRecord(
                application,
                backupId,
                job,
                Status.STARTED,
                source,
                time,
                null,
                null,
                0,
                0,
                0,
                null,
                null,
                0,
                null);
    }

    private static BackupRecord with(BackupRecord r, Status status, @Nullable String failure) {
        return new BackupRecord(
                r.application(),
                r.backupId(),
                r.job(),
                status,
                r.source(),
                r.startedAt(),
                r.snapshotAt(),
                r.manifestUri(),
                r.sourceBytes(),
                r.storedBytes(),
                r.seconds(),
                r.level(),
                r.restoreSeconds(),
                r.rowsCompared(),
                failure);
    }
}
