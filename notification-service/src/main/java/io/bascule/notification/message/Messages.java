package io.bascule.notification.message;

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
import io.bascule.notification.message.Message.Urgency;
import java.util.Optional;

/**
 * Which facts are told, and in which words. Every event type has its line here, so that a new one
 * does not compile before somebody decided whether people hear of it.
 */
public final class Messages {

    private Messages() {}

    /** The message of a fact; empty for one that is not told. */
    public static Optional<Message> of(Event event) {
        return switch (event) {
            case RecoveryEvent e -> Optional.of(RecoveryMessages.of(e));
            case ReportEvent e -> Optional.of(ReportMessages.of(e));
            case BackupEvent e -> ofBackup(e);
            // Inputs of decisions: what is decided on them is told, not each of them.
            case HealthEvent _, ReplicationEvent _, LedgerEvent _ -> Optional.empty();
            // Told by the coordinator's answer to them.
            case PlanEvent _, RequestEvent _, ApprovalEvent _ -> Optional.empty();
            // Told by the fact that the coordinator makes of them.
            case CommandEvent _, StepEvent _ -> Optional.empty();
            // To tell of these would never end.
            case NotificationEvent _ -> Optional.empty();
        };
    }

    private static Optional<Message> ofBackup(BackupEvent event) {
        return switch (event) {
            case BackupEvent.BackupFailed e ->
                    attention(
                            "Backup of " + e.application() + " failed",
                            "Job " + e.job() + " made no backup: " + e.reason());
            case BackupEvent.BackupVerificationFailed e ->
                    attention(
                            "Backup of " + e.application() + " is not proven",
                            "Backup "
                                    + e.backupId()
                                    + " of job "
                                    + e.job()
                                    + " did not pass "
                                    + e.level()
                                    + " and does not count: "
                                    + e.reason());
            case RestoreEvent.RestoreFailed e ->
                    attention(
                            "Restore of " + e.application() + " failed",
                            e.target() + " is not usable: " + e.reason());
            case BackupEvent.VerifierBroken e ->
                    attention(
                            "Proofs of " + e.application() + " cannot be trusted",
                            "The verifier passed a copy of backup "
                                    + e.backupId()
                                    + " that was spoilt on purpose ("
                                    + e.corruption()
                                    + "): "
                                    + e.reason());
            case WalEvent.WalArchiveInterrupted e ->
                    attention(
                            "The log of " + e.application() + " is not archived",
                            "Job "
                                    + e.job()
                                    + " archives nothing since "
                                    + e.since()
                                    + "; the server keeps its log for slot "
                                    + e.slot()
                                    + " meanwhile: "
                                    + e.reason());
            case WalEvent.WalGapFound e ->
                    attention(
                            "The archived log of " + e.application() + " has a gap",
                            "Job "
                                    + e.job()
                                    + " archives from "
                                    + e.to().lsn()
                                    + " on; no restore crosses the gap before it, and a new base backup is asked for: "
                                    + e.reason());
            case WalEvent.WalArchived _,
                    BackupEvent.BackupStarted _,
                    BackupEvent.BackupProgressed _,
                    BackupEvent.BackupRewrapped _,
                    BackupEvent.VerifierProven _,
                    BackupEvent.VerificationStarted _,
                    BackupEvent.VerificationRefused _,
                    BackupEvent.VerificationInterrupted _,
                    BackupEvent.RetentionReviewed _,
                    RestoreEvent.RestoreProgressed _,
                    BackupEvent.BackupCompleted _,
                    BackupEvent.BackupVerified _,
                    BackupEvent.BackupExpired _,
                    RestoreEvent.RestoreStarted _,
                    RestoreEvent.RestoreCompleted _ ->
                    Optional.empty();
        };
    }

    private static Optional<Message> attention(String title, String text) {
        return Optional.of(new Message(Urgency.ATTENTION, title, text));
    }
}
