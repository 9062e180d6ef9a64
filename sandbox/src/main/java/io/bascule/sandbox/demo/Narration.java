package io.bascule.sandbox.demo;

import io.bascule.contracts.event.ApprovalEvent;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.CommandEvent;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.LedgerEvent;
import io.bascule.contracts.event.NotificationEvent;
import io.bascule.contracts.event.PlanEvent;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.ReplicationEvent;
import io.bascule.contracts.event.ReportEvent;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.event.RestoreEvent;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.WalEvent;
import io.bascule.sandbox.demo.Narrator.Tone;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each fact in one line; facts that come many times a second have none. */
public final class Narration {

    /** A line and how it is meant. */
    public record Line(Tone tone, String text) {}

    private Narration() {}

    /** The line of a fact; none for those that come many times a second. */
    public static Optional<Line> of(Event event) {
        return switch (event) {
            case PlanEvent.PlanApplied e ->
                    quiet("plan applied for " + e.application() + ", hash " + brief(e.planHash()));
            case PlanEvent.BackupsApplied e ->
                    quiet("backup jobs of no application applied, hash " + brief(e.planHash()));
            case BackupEvent.BackupProgressed _, RestoreEvent.RestoreProgressed _ ->
                    Optional.empty();
            case BackupEvent e -> Optional.of(backup(e));
            case ReplicationEvent e -> replication(e);
            case LedgerEvent e -> ledger(e);
            case HealthEvent e -> Optional.of(health(e));
            case RequestEvent e ->
                    fact(
                            e.getClass().getSimpleName()
                                    + " by "
                                    + e.requestedBy()
                                    + " for "
                                    + e.application());
            case ApprovalEvent.ApprovalGiven e ->
                    fact(e.verdict() + " by " + e.by() + ": " + e.reason());
            case RecoveryEvent e -> Optional.of(recovery(e));
            case CommandEvent.StepCommanded _ -> Optional.empty();
            case StepEvent e -> step(e);
            case ReportEvent e -> Optional.of(report(e));
            case NotificationEvent e -> notification(e);
        };
    }

    private static Line backup(BackupEvent event) {
        return switch (event) {
            case BackupEvent.BackupStarted e ->
                    new Line(Tone.FACT, "backup " + e.backupId() + " has begun: " + e.engine());
            case BackupEvent.BackupCompleted e ->
                    new Line(
                            Tone.FACT,
                            "backup %s is stored: %s read, %s stored (%s) in %.1f s"
                                    .formatted(
                                            e.backupId(),
                                            bytes(e.sourceBytes()),
                                            bytes(e.storedBytes()),
                                            e.encryption(),
                                            e.seconds()));
            case BackupEvent.BackupFailed e -> new Line(Tone.BAD, "backup failed: " + e.reason());
            case BackupEvent.BackupVerified e ->
                    new Line(
                            Tone.GOOD,
                            "backup passed %s in %.1f s%s"
                                    .formatted(
                                            e.level(),
                                            e.seconds(),
                                            e.tablesCompared() == 0
                                                    ? ""
                                                    : ": %d tables, %d rows compared"
                                                            .formatted(
                                                                    e.tablesCompared(),
                                                                    e.rowsCompared())));
            case BackupEvent.BackupVerificationFailed e ->
                    new Line(Tone.BAD, "backup did not pass " + e.level() + ": " + e.reason());
            case BackupEvent.BackupProgressed e ->
                    new Line(Tone.QUIET, "backup goes on: " + bytes(e.bytes()));
            case RestoreEvent.RestoreProgressed e ->
                    new Line(Tone.QUIET, "restore goes on: " + bytes(e.bytes()));
            case BackupEvent.VerificationStarted e ->
                    new Line(Tone.FACT, "backup is being proven again, up to " + e.upTo());
            case BackupEvent.VerificationRefused e ->
                    new Line(Tone.BAD, "not proven again: " + e.reason());
            case BackupEvent.VerificationInterrupted e ->
                    new Line(
                            Tone.BAD,
                            "verification could not go on at "
                                    + e.level()
                                    + ", which says nothing about the backup: "
                                    + e.reason());
            case BackupEvent.RetentionReviewed e ->
                    new Line(
                            Tone.FACT,
                            "retention "
                                    + (e.removing() ? "removed " : "would remove ")
                                    + e.removes()
                                    + " and keeps "
                                    + e.keeps());
            case BackupEvent.VerifierProven e ->
                    new Line(Tone.GOOD, "a spoilt copy was refused: " + e.corruption());
            case BackupEvent.VerifierBroken e ->
                    new Line(Tone.BAD, "a spoilt copy passed: " + e.corruption());
            case BackupEvent.BackupRewrapped e ->
                    new Line(Tone.FACT, "backup is wrapped by key " + e.keyId());
            case BackupEvent.BackupExpired e ->
                    new Line(Tone.QUIET, "backup expired: " + e.reason());
            case RestoreEvent.RestoreStarted e ->
                    new Line(Tone.FACT, "restore has begun: " + e.target());
            case RestoreEvent.RestoreCompleted e ->
                    new Line(
                            Tone.FACT, "restored in %.1f s: %s".formatted(e.seconds(), e.target()));
            case RestoreEvent.RestoreFailed e ->
                    new Line(Tone.BAD, "restore failed: " + e.reason());
            case WalEvent.WalArchived e ->
                    new Line(Tone.QUIET, "log is archived up to " + e.position().lsn());
            case WalEvent.WalArchiveInterrupted e ->
                    new Line(Tone.BAD, "log is not archived: " + e.reason());
            case WalEvent.WalGapFound e ->
                    new Line(Tone.BAD, "archived log has a gap: " + e.reason());
        };
    }

    private static Optional<Line> replication(ReplicationEvent event) {
        return switch (event) {
            case ReplicationEvent.LagMeasured _ -> Optional.empty();
            case ReplicationEvent.ReplicationBroken e ->
                    bad(
                            e.replicaSite()
                                    + " receives no more from "
                                    + e.sourceSite()
                                    + ": "
                                    + e.detail());
            case ReplicationEvent.ReplicationRestored e ->
                    good(e.replicaSite() + " receives from " + e.sourceSite());
        };
    }

    private static Optional<Line> ledger(LedgerEvent event) {
        return switch (event) {
            case LedgerEvent.CommitsRecorded _ -> Optional.empty();
            case LedgerEvent.LedgerOpened e ->
                    quiet(
                            "ledger opened at %s, timeline %d from %s"
                                    .formatted(e.site(), e.timeline(), e.from()));
            case LedgerEvent.LedgerClosed e ->
                    quiet(
                            "ledger closed at %s, timeline %d up to %s"
                                    .formatted(e.site(), e.timeline(), e.recordedUpTo()));
            case LedgerEvent.LedgerGapFound e -> bad("ledger has a gap: " + e.reason());
        };
    }

    private static Line health(HealthEvent event) {
        return switch (event) {
            case HealthEvent.SiteUnhealthy e ->
                    new Line(
                            Tone.BAD,
                            "%s finds %s unable to serve (%s): %s"
                                    .formatted(e.observer(), e.site(), e.evidence(), e.detail()));
            case HealthEvent.SiteHealthy e ->
                    new Line(
                            Tone.QUIET,
                            "%s finds %s able to serve (%s)"
                                    .formatted(e.observer(), e.site(), e.evidence()));
            case HealthEvent.FrontDoorInterrupted e ->
                    new Line(Tone.BAD, "the front door's canary failed: " + e.error());
            case HealthEvent.FrontDoorRestored e ->
                    new Line(
                            Tone.GOOD,
                            "the front door's canary is back at %s, epoch %d, after %.2f to %.2f s"
                                    .formatted(
                                            e.site(),
                                            e.epoch(),
                                            e.outageAtLeastSeconds(),
                                            e.outageSeconds()));
        };
    }

    private static Line recovery(RecoveryEvent event) {
        return switch (event) {
            case RecoveryEvent.PlanAccepted e ->
                    new Line(
                            Tone.FACT,
                            "plan accepted: %s runs at %s, epoch %d"
                                    .formatted(e.application(), e.activeSite(), e.epoch()));
            case RecoveryEvent.PlanRefused e -> new Line(Tone.BAD, "plan refused: " + e.reasons());
            case RecoveryEvent.SuspicionRaised e ->
                    new Line(
                            Tone.BAD,
                            "%s is suspected by %s"
                                    .formatted(
                                            e.site(),
                                            e.observations().stream()
                                                    .map(o ->
                                                            o.observer()
                                                                    + " ("
                                                                    + o.evidence()
                                                                    + ")")
                                                    .collect(Collectors.joining(", "))));
            case RecoveryEvent.SuspicionCleared e ->
                    new Line(Tone.FACT, "the suspicion did not last: " + e.reason());
            case RecoveryEvent.ApprovalAwaited e ->
                    new Line(
                            Tone.BAD,
                            "GO or NO-GO is awaited for " + e.runId() + ": " + e.reason());
            case RecoveryEvent.ApprovalRecorded e ->
                    new Line(Tone.FACT, e.verdict() + " by " + e.by());
            case RecoveryEvent.RunAbandoned e ->
                    new Line(Tone.BAD, e.runId() + " was given up: " + e.reason());
            case RecoveryEvent.RequestRefused e ->
                    new Line(Tone.BAD, "refused by rule " + e.rule() + ": " + e.detail());
            case RecoveryEvent.RunStarted e ->
                    new Line(
                            Tone.HEADING,
                            "%s decided as %s: %s -> %s, epoch %d; %s; steps %s"
                                    .formatted(
                                            e.kind(),
                                            e.runId(),
                                            e.from(),
                                            e.to(),
                                            e.epoch(),
                                            estimate(e.estimate()),
                                            e.steps().stream()
                                                    .map(s -> s.kind().name())
                                                    .collect(Collectors.joining(" "))));
            case RecoveryEvent.StepCompleted e ->
                    new Line(
                            Tone.FACT,
                            "%s at %s is true, %.0f ms%s"
                                    .formatted(
                                            e.step(),
                                            e.site(),
                                            millis(e.startedAt(), e.finishedAt()),
                                            evidence(e.evidence())));
            case RecoveryEvent.RunHalted e ->
                    new Line(
                            Tone.BAD,
                            "%s stands still at %s: %s".formatted(e.runId(), e.step(), e.reason()));
            case RecoveryEvent.RunResumed e ->
                    new Line(Tone.FACT, e.runId() + " goes on: " + e.reason());
            case RecoveryEvent.StepSkipped e ->
                    new Line(Tone.BAD, e.step() + " was passed over: " + e.reason());
            case RecoveryEvent.RollbackStarted e ->
                    new Line(Tone.BAD, e.runId() + " is rolled back: " + e.reason());
            case RecoveryEvent.RunCompleted e ->
                    new Line(
                            Tone.GOOD,
                            "%s %s is over%s: active at %s, standby at %s"
                                    .formatted(
                                            e.kind(),
                                            e.runId(),
                                            e.rolledBack() ? " (rolled back)" : "",
                                            e.activeSite(),
                                            e.standbySite()));
        };
    }

    private static Optional<Line> step(StepEvent event) {
        return switch (event) {
            case StepEvent.StepSucceeded _ -> Optional.empty();
            case StepEvent.StepFailed e ->
                    bad("%s at %s failed: %s".formatted(e.step(), e.site(), e.reason()));
            case StepEvent.LostTransactionsListed e ->
                    e.part() == 1
                            ? fact(
                                    "lost transactions listed in %d parts, fork %s of timeline %d"
                                            .formatted(e.parts(), e.fork(), e.timeline()))
                            : Optional.empty();
        };
    }

    private static Line report(ReportEvent event) {
        return switch (event) {
            case ReportEvent.RecoveryMeasured e ->
                    new Line(
                            Tone.GOOD,
                            "%s measured: RTO %s, lost %s"
                                    .formatted(
                                            e.runId(),
                                            e.rtoSeconds() == null
                                                    ? "unknown"
                                                    : "%.2f s".formatted(e.rtoSeconds()),
                                            e.lostTransactions() == null
                                                    ? e.lossFigure() + ": " + e.reason()
                                                    : e.lostTransactions() + " transactions"));
            case ReportEvent.ObjectiveBreached e ->
                    new Line(
                            Tone.BAD,
                            "objective %s of %.1f s was missed: %.2f s"
                                    .formatted(
                                            e.objective(),
                                            e.objectiveSeconds(),
                                            e.measuredSeconds()));
            case ReportEvent.ReadinessChanged e ->
                    new Line(
                            Tone.QUIET,
                            e.ready() ? "ready" : "not ready: " + String.join("; ", e.findings()));
        };
    }

    private static Optional<Line> notification(NotificationEvent event) {
        return switch (event) {
            case NotificationEvent.NotificationDelivered _ -> Optional.empty();
            case NotificationEvent.NotificationFailed e ->
                    bad("%s did not take a message: %s".formatted(e.channel(), e.reason()));
        };
    }

    private static String estimate(LossEstimate estimate) {
        var seconds = estimate.atMostSeconds();
        return seconds == null
                ? "what would be lost is " + estimate.quality()
                : "at most %.1f s of commits are lost".formatted(seconds);
    }

    private static String evidence(Map<String, String> evidence) {
        var words =
                Stream.of(
                                StepEvidence.FENCE_PROOF,
                                StepEvidence.TIMELINE,
                                StepEvidence.FORK_LSN,
                                StepEvidence.LEDGER_SLOTS,
                                StepEvidence.TAIL_TRANSACTIONS,
                                StepEvidence.TAIL_QUALITY,
                                StepEvidence.REWIND_METHOD,
                                StepEvidence.SHUTDOWN_CHECKPOINT,
                                StepEvidence.CAUGHT_UP_TO)
                        .filter(evidence::containsKey)
                        .map(key -> key + " " + evidence.get(key))
                        .collect(Collectors.joining(", "));
        return words.isEmpty() ? "" : " (" + words + ")";
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }

    private static String bytes(long bytes) {
        return bytes < 1 << 20
                ? "%.0f KiB".formatted(bytes / 1024.0)
                : "%.1f MiB".formatted(bytes / 1048576.0);
    }

    private static String brief(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }

    private static Optional<Line> fact(String text) {
        return Optional.of(new Line(Tone.FACT, text));
    }

    private static Optional<Line> quiet(String text) {
        return Optional.of(new Line(Tone.QUIET, text));
    }

    private static Optional<Line> good(String text) {
        return Optional.of(new Line(Tone.GOOD, text));
    }

    private static Optional<Line> bad(String text) {
        return Optional.of(new Line(Tone.BAD, text));
    }
}
