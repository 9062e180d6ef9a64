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
import io.bascule.contracts.event.BackupEvent.RetentionReviewed;
import io.bascule.contracts.event.BackupEvent.VerificationInterrupted;
import io.bascule.contracts.event.BackupEvent.VerificationRefused;
import io.bascule.contracts.event.BackupEvent.VerificationStarted;
import io.bascule.contracts.event.BackupEvent.VerifierBroken;
import io.bascule.contracts.event.BackupEvent.VerifierProven;
import io.bascule.contracts.event.RestoreEvent.RestoreCompleted;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.event.RestoreEvent.RestoreProgressed;
import io.bascule.contracts.event.RestoreEvent.RestoreStarted;
import io.bascule.contracts.event.WalEvent.WalArchiveInterrupted;
import io.bascule.contracts.event.WalEvent.WalArchived;
import io.bascule.contracts.event.WalEvent.WalGapFound;
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
            case VerificationStarted e -> e.backupId();
            case VerificationInterrupted e -> e.backupId();
            case VerificationRefused _,
                    RetentionReviewed _,
                    VerifierProven _,
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
        if (id == null || (known == null && isBeside(event))) {
            return known;
        }
        var r =
                known != null
                        ? new RecordDraft(known)
                        : new RecordDraft(event.subject(), id, jobOf(event), source, time);
        switch (event) {
            case BackupStarted e -> started(r, e);
            case BackupCompleted e -> completed(r, e);
            case BackupFailed e -> {
                // A complete backup stays one, whoever gave its process up in between.
                if (r.status != Status.COMPLETED && r.status != Status.EXPIRED) {
                    r.status = Status.FAILED;
                    r.failure = e.reason();
                }
            }
            case BackupVerified e -> verified(r, e, time);
            case BackupVerificationFailed e -> r.failure = e.level() + " not passed: " + e.reason();
            case BackupExpired _ -> {
                r.status = Status.EXPIRED;
                r.failure = null;
            }
            case BackupRewrapped e -> r.keyId = e.keyId();
            // That a verification could not be carried through says nothing about the backup.
            case BackupProgressed _,
                    VerificationStarted _,
                    VerificationInterrupted _,
                    VerificationRefused _,
                    RetentionReviewed _,
                    VerifierProven _,
                    VerifierBroken _,
                    RestoreStarted _,
                    RestoreProgressed _,
                    RestoreCompleted _,
                    RestoreFailed _,
                    WalArchived _,
                    WalArchiveInterrupted _,
                    WalGapFound _ -> {}
        }
        return r.done();
    }

    /** Whether a fact tells of a backup only what others of it have told before. */
    private static boolean isBeside(BackupEvent event) {
        return event instanceof BackupProgressed
                || event instanceof VerificationStarted
                || event instanceof VerificationInterrupted;
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
            case VerificationStarted e -> e.job();
            case VerificationInterrupted e -> e.job();
            case VerifierProven e -> e.job();
            case VerifierBroken e -> e.job();
            case WalArchived e -> e.job();
            case WalArchiveInterrupted e -> e.job();
            case WalGapFound e -> e.job();
            case VerificationRefused _,
                    RetentionReviewed _,
                    RestoreStarted _,
                    RestoreProgressed _,
                    RestoreCompleted _,
                    RestoreFailed _ ->
                    "";
        };
    }

    private static void started(RecordDraft r, BackupStarted e) {
        // The first on record has it; a second process that began it too is passed over.
        if (r.runner == null && r.engine == null) {
            r.engine = e.engine();
            r.requestedBy = e.requestedBy();
            r.runner = e.runner();
        }
    }

    private static void completed(RecordDraft r, BackupCompleted e) {
        if (r.status == Status.FAILED) {
            r.failure = null;
        }
        if (r.status != Status.EXPIRED) {
            r.status = Status.COMPLETED;
        }
        r.engine = e.engine();
        r.snapshotAt = e.snapshotAt();
        r.manifestUri = e.manifestUri();
        r.sourceBytes = e.sourceBytes();
        r.storedBytes = e.storedBytes();
        r.seconds = e.seconds();
        r.keyId = e.keyId();
    }

    /** A restore that worked speaks against an earlier one that did not. */
    private static void verified(RecordDraft r, BackupVerified e, Instant time) {
        if (r.level == null || e.level().compareTo(r.level) > 0) {
            r.level = e.level();
        }
        if (e.level().compareTo(ProofLevel.RESTORED) >= 0) {
            r.provenAt = time;
        }
        if (e.restoreSeconds() != null) {
            r.restoreSeconds = e.restoreSeconds();
        }
        r.snapshotAt = e.snapshotAt();
        r.tablesCompared = Math.max(r.tablesCompared, e.tablesCompared());
        r.rowsCompared = Math.max(r.rowsCompared, e.rowsCompared());
        if (r.failure != null
                && r.status == Status.COMPLETED
                && r.failure.startsWith(e.level() + " not passed")) {
            r.failure = null;
        }
    }
}
