package io.bascule.reporting.report;

import io.bascule.contracts.event.ApprovalEvent;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.CommandEvent;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.LedgerEvent;
import io.bascule.contracts.event.NotificationEvent;
import io.bascule.contracts.event.PlanEvent;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.ReplicationEvent;
import io.bascule.contracts.event.ReportEvent;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.event.RestoreEvent;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.event.WalEvent;
import java.util.Locale;

/** Every fact in one sentence, also those that a report's timeline leaves to others. */
public final class Telling {

    private static final Format FORMAT = new Format();

    private Telling() {}

    /** The sentence, without a full stop. */
    public static String of(Event event) {
        return Sentence.of(event).orElseGet(() -> more(event));
    }

    private static String more(Event event) {
        return switch (event) {
            case PlanEvent.PlanApplied e -> e.appliedBy() + " applied plan " + brief(e.planHash());
            case RecoveryEvent.PlanAccepted e ->
                    "The plan is accepted; active is "
                            + e.activeSite()
                            + " under epoch "
                            + e.epoch();
            case RecoveryEvent.PlanRefused e ->
                    "The plan is refused: " + String.join("; ", e.reasons());
            case PlanEvent.BackupsApplied e ->
                    e.appliedBy() + " applied the backup jobs of plan " + brief(e.planHash());
            case BackupEvent e -> backup(e);
            case ApprovalEvent.ApprovalGiven e ->
                    e.by()
                            + " answers "
                            + words(e.verdict())
                            + " for "
                            + e.runId()
                            + ": "
                            + e.reason();
            case StepEvent.StepSucceeded e ->
                    "The executor reports " + e.step() + " true at " + e.site();
            case StepEvent.LostTransactionsListed e ->
                    "Lost transactions are listed, part " + e.part() + " of " + e.parts();
            case NotificationEvent.NotificationDelivered e ->
                    e.channel() + " was told, after " + e.attempts() + " attempts";
            case NotificationEvent.NotificationFailed e ->
                    e.channel() + " could not be told: " + e.reason();
            case RequestEvent.DrillRequested e ->
                    e.requestedBy() + " asks for a drill (" + words(e.kind()) + "): " + e.reason();
            case RequestEvent.BackupRequested e ->
                    e.requestedBy() + " asks for a backup: " + e.reason();
            case RequestEvent.RestoreRequested e ->
                    e.requestedBy() + " asks for a restore into " + e.target() + ": " + e.reason();
            case RequestEvent.VerifyRequested e ->
                    e.requestedBy()
                            + " asks for a proof of "
                            + (e.backupId() == null ? "the newest backup" : e.backupId())
                            + ": "
                            + e.reason();
            case RequestEvent.ExpireRequested e ->
                    e.requestedBy()
                            + (e.remove()
                                    ? " asks to remove old backups: "
                                    : " asks which backups are old: ")
                            + e.reason();
            case HealthEvent _,
                    ReplicationEvent _,
                    LedgerEvent _,
                    RecoveryEvent _,
                    StepEvent _,
                    RequestEvent _,
                    CommandEvent _,
                    ReportEvent _ ->
                    event.getClass().getSimpleName();
        };
    }

    private static String backup(BackupEvent event) {
        return switch (event) {
            case BackupEvent.BackupStarted e ->
                    "Backup " + e.backupId() + " of " + e.job() + " has begun";
            case BackupEvent.BackupCompleted e ->
                    "Backup "
                            + e.backupId()
                            + " is stored: "
                            + FORMAT.bytes(e.storedBytes())
                            + " in "
                            + FORMAT.seconds(e.seconds());
            case BackupEvent.BackupFailed e ->
                    "Backup " + e.backupId() + " was not made: " + e.reason();
            case BackupEvent.BackupVerified e ->
                    "Backup "
                            + e.backupId()
                            + " passed "
                            + words(e.level())
                            + " in "
                            + FORMAT.seconds(e.seconds());
            case BackupEvent.BackupVerificationFailed e ->
                    "Backup "
                            + e.backupId()
                            + " did not pass "
                            + words(e.level())
                            + ": "
                            + e.reason();
            case BackupEvent.BackupProgressed e ->
                    "Backup "
                            + e.backupId()
                            + " goes on: "
                            + FORMAT.bytes(e.bytes())
                            + " after "
                            + FORMAT.seconds(e.seconds());
            case BackupEvent.BackupRewrapped e ->
                    "Backup " + e.backupId() + " is wrapped by key " + e.keyId();
            case BackupEvent.VerificationStarted e ->
                    "Backup " + e.backupId() + " is being proven again up to " + words(e.upTo());
            case BackupEvent.VerificationRefused e ->
                    (e.backupId() == null ? "No backup" : "Backup " + e.backupId())
                            + " is "
                            + (e.backupId() == null ? "" : "not ")
                            + "proven again: "
                            + e.reason();
            case BackupEvent.VerificationInterrupted e ->
                    "The verification of "
                            + e.backupId()
                            + " could not go on at "
                            + words(e.level())
                            + ", which says nothing about the backup: "
                            + e.reason();
            case BackupEvent.RetentionReviewed e ->
                    "Retention "
                            + (e.removing() ? "removed " : "would remove ")
                            + e.removes()
                            + " backups and keeps "
                            + e.keeps();
            case BackupEvent.VerifierProven e ->
                    "A spoilt copy of " + e.backupId() + " was refused: " + e.corruption();
            case BackupEvent.VerifierBroken e ->
                    "A spoilt copy of " + e.backupId() + " passed: " + e.corruption();
            case RestoreEvent.RestoreProgressed e ->
                    "Restore into "
                            + e.target()
                            + " goes on: "
                            + FORMAT.bytes(e.bytes())
                            + " of "
                            + FORMAT.bytes(e.totalBytes());
            case BackupEvent.BackupExpired e ->
                    "Backup " + e.backupId() + " was removed: " + e.reason();
            case RestoreEvent.RestoreStarted e ->
                    "Restore of " + e.backupId() + " into " + e.target() + " has begun";
            case RestoreEvent.RestoreCompleted e ->
                    "Restore into "
                            + e.target()
                            + " is complete after "
                            + FORMAT.seconds(e.seconds());
            case RestoreEvent.RestoreFailed e ->
                    "Restore into " + e.target() + " failed: " + e.reason();
            case WalEvent.WalArchived e ->
                    "Log of job " + e.job() + " is archived up to " + e.position().lsn();
            case WalEvent.WalArchiveInterrupted e ->
                    "Log of job " + e.job() + " is not archived: " + e.reason();
            case WalEvent.WalGapFound e ->
                    "Archived log of job " + e.job() + " has a gap: " + e.reason();
        };
    }

    private static String brief(String hash) {
        return FORMAT.brief(hash);
    }

    private static String words(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
