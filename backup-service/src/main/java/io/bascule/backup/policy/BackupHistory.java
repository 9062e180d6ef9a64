package io.bascule.backup.policy;

import io.bascule.backup.policy.BackupRecord.Status;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupExpired;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupProgressed;
import io.bascule.contracts.event.BackupEvent.BackupRewrapped;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.BackupEvent.RestoreCompleted;
import io.bascule.contracts.event.BackupEvent.RestoreFailed;
import io.bascule.contracts.event.BackupEvent.RestoreProgressed;
import io.bascule.contracts.event.BackupEvent.RestoreStarted;
import io.bascule.contracts.event.BackupEvent.VerifierBroken;
import io.bascule.contracts.event.BackupEvent.VerifierProven;
import io.bascule.contracts.event.BackupEvent.WalArchiveInterrupted;
import io.bascule.contracts.event.BackupEvent.WalArchived;
import io.bascule.contracts.event.BackupEvent.WalGapFound;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One backup's record as a fold of its facts. A fact that comes twice changes nothing. */
public final class BackupHistory {

    private BackupHistory() {}

    /** The backup that a fact is about; null if it is about a restore or the verifier itself. */
    public static @Nullable String backupOf(BackupEvent event) {
        return switch (event) {
            case BackupStarted e -> e.backupId();
            case BackupProgressed e -> e.backupId();
            case BackupCompleted e -> e.backupId();
            case BackupFailed e -> e.backupId();
            case BackupVerified e -> e.backupId();
            case BackupVerificationFailed e -> e.backupId();
            case BackupExpired e -> e.backupId();
            case BackupRewrapped e -> e.backupId();
            case VerifierProven _,
                    VerifierBroken _,
                    RestoreStarted _,
                    RestoreProgressed _,
                    RestoreCompleted _,
                    RestoreFailed _,
                    WalArchived _,
                    WalArchiveInterrupted _,
                    WalGapFound _ ->
                    null;
        };
    }

    /**
     * The record after a fact.
     *
     * @param known null if this is the first of the backup
     */
    public static @Nullable BackupRecord after(
            @Nullable BackupRecord known, BackupEvent event, String source, Instant time) {
        String id = backupOf(event);
        if (id == null || (known == null && event instanceof BackupProgressed)) {
            return known;
        }
        var r = known != null ? known : begun(event, id, source, time);
        return switch (event) {
            case BackupStarted e -> started(r, e);
            case BackupCompleted e -> completed(r, e);
            // A complete backup stays one, whoever gave its process up in between.
            case BackupFailed e ->
                    r.status() == Status.COMPLETED || r.status() == Status.EXPIRED
                            ? r
                            : with(r, Status.FAILED, e.reason());
            case BackupVerified e -> verified(r, e, time);
            case BackupVerificationFailed e ->
                    with(r, r.status(), e.level() + " not passed: " + e.reason());
            case BackupExpired _ -> with(r, Status.EXPIRED, null);
            case BackupRewrapped e -> rewrapped(r, e.keyId());
            case BackupProgressed _,
                    VerifierProven _,
                    VerifierBroken _,
                    RestoreStarted _,
                    RestoreProgressed _,
                    RestoreCompleted _,
                    RestoreFailed _,
                    WalArchived _,
                    WalArchiveInterrupted _,
                    WalGapFound _ ->
                    r;
        };
    }

    private static BackupRecord begun(BackupEvent event, String id, String source, Instant time) {
        return new BackupRecord(
                event.subject(),
                id,
                jobOf(event),
                Status.STARTED,
                source,
                null,
                null,
                null,
                time,
                null,
                null,
                0,
                0,
                0,
                null,
                null,
                null,
                0,
                0,
                null,
                null);
    }

    private static String jobOf(BackupEvent event) {
        return switch (event) {
            case BackupStarted e -> e.job();
            case BackupProgressed e -> e.job();
            case BackupCompleted e -> e.job();
            case BackupFailed e -> e.job();
            case BackupVerified e -> e.job();
            case BackupVerificationFailed e -> e.job();
            case BackupExpired e -> e.job();
            case BackupRewrapped e -> e.job();
            case VerifierProven e -> e.job();
            case VerifierBroken e -> e.job();
            case WalArchived e -> e.job();
            case WalArchiveInterrupted e -> e.job();
            case WalGapFound e -> e.job();
            case RestoreStarted _, RestoreProgressed _, RestoreCompleted _, RestoreFailed _ -> "";
        };
    }

    private static BackupRecord started(BackupRecord r, BackupStarted e) {
        // The first on record has it; a second process that began it too is passed over.
        return r.runner() != null || r.engine() != null
                ? r
                : new BackupRecord(
                        r.application(),
                        r.backupId(),
                        r.job(),
                        r.status(),
                        r.source(),
                        e.engine(),
                        e.requestedBy(),
                        e.runner(),
                        r.startedAt(),
                        r.snapshotAt(),
                        r.manifestUri(),
                        r.sourceBytes(),
                        r.storedBytes(),
                        r.seconds(),
                        r.level(),
                        r.provenAt(),
                        r.restoreSeconds(),
                        r.tablesCompared(),
                        r.rowsCompared(),
                        r.keyId(),
                        r.failure());
    }

    private static BackupRecord completed(BackupRecord r, BackupCompleted e) {
        boolean refused = r.failure() != null && r.status() == Status.FAILED;
        return new BackupRecord(
                r.application(),
                r.backupId(),
                r.job(),
                r.status() == Status.EXPIRED ? Status.EXPIRED : Status.COMPLETED,
                r.source(),
                e.engine(),
                r.requestedBy(),
                r.runner(),
                r.startedAt(),
                e.snapshotAt(),
                e.manifestUri(),
                e.sourceBytes(),
                e.storedBytes(),
                e.seconds(),
                r.level(),
                r.provenAt(),
                r.restoreSeconds(),
                r.tablesCompared(),
                r.rowsCompared(),
                e.keyId(),
                refused ? null : r.failure());
    }

    /** A restore that worked speaks against an earlier one that did not. */
    private static BackupRecord verified(BackupRecord r, BackupVerified e, Instant time) {
        boolean higher = r.level() == null || e.level().compareTo(r.level()) > 0;
        boolean restored = e.level().compareTo(ProofLevel.RESTORED) >= 0;
        boolean healed =
                r.failure() != null
                        && r.status() == Status.COMPLETED
                        && r.failure().startsWith(e.level() + " not passed");
        return new BackupRecord(
                r.application(),
                r.backupId(),
                r.job(),
                r.status(),
                r.source(),
                r.engine(),
                r.requestedBy(),
                r.runner(),
                r.startedAt(),
                e.snapshotAt(),
                r.manifestUri(),
                r.sourceBytes(),
                r.storedBytes(),
                r.seconds(),
                higher ? e.level() : r.level(),
                restored ? time : r.provenAt(),
                e.restoreSeconds() == null ? r.restoreSeconds() : e.restoreSeconds(),
                Math.max(r.tablesCompared(), e.tablesCompared()),
                Math.max(r.rowsCompared(), e.rowsCompared()),
                r.keyId(),
                healed ? null : r.failure());
    }

    private static BackupRecord rewrapped(BackupRecord r, String keyId) {
        return new BackupRecord(
                r.application(),
                r.backupId(),
                r.job(),
                r.status(),
                r.source(),
                r.engine(),
                r.requestedBy(),
                r.runner(),
                r.startedAt(),
                r.snapshotAt(),
                r.manifestUri(),
                r.sourceBytes(),
                r.storedBytes(),
                r.seconds(),
                r.level(),
                r.provenAt(),
                r.restoreSeconds(),
                r.tablesCompared(),
                r.rowsCompared(),
                keyId,
                r.failure());
    }

    private static BackupRecord with(BackupRecord r, Status status, @Nullable String failure) {
        return new BackupRecord(
                r.application(),
                r.backupId(),
                r.job(),
                status,
                r.source(),
                r.engine(),
                r.requestedBy(),
                r.runner(),
                r.startedAt(),
                r.snapshotAt(),
                r.manifestUri(),
                r.sourceBytes(),
                r.storedBytes(),
                r.seconds(),
                r.level(),
                r.provenAt(),
                r.restoreSeconds(),
                r.tablesCompared(),
                r.rowsCompared(),
                r.keyId(),
                failure);
    }
}
