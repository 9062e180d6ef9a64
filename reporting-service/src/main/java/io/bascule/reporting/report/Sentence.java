package io.bascule.reporting.report;

import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.LedgerEvent;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.ReplicationEvent;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.event.StepEvent;
import java.util.Optional;
import java.util.stream.Collectors;

/** A fact in one sentence. */
public final class Sentence {

    private Sentence() {}

    /** The sentence of a report's timeline; empty for facts that another one tells better. */
    static Optional<String> of(Event event) {
        return switch (event) {
            case RecoveryEvent e -> recovery(e);
            case HealthEvent e -> Optional.of(health(e));
            case RequestEvent.FailoverRequested e ->
                    Optional.of(e.requestedBy() + " asks for a failover: " + e.reason());
            case RequestEvent.FailbackRequested e ->
                    Optional.of(e.requestedBy() + " asks for the failback: " + e.reason());
            case RequestEvent.ResumeRequested e ->
                    Optional.of(e.requestedBy() + " asks to go on: " + e.reason());
            case RequestEvent.CancelRequested e ->
                    Optional.of(e.requestedBy() + " asks to give the run up: " + e.reason());
            case StepEvent.StepFailed e ->
                    Optional.of(
                            e.step()
                                    + " at "
                                    + e.site()
                                    + ", attempt "
                                    + e.attempt()
                                    + ": "
                                    + e.reason());
            case ReplicationEvent.ReplicationBroken e ->
                    Optional.of(e.replicaSite() + " no longer receives: " + e.detail());
            case ReplicationEvent.ReplicationRestored e ->
                    Optional.of(e.replicaSite() + " receives again");
            case LedgerEvent.LedgerOpened e ->
                    Optional.of(
                            "Ledger opened at "
                                    + e.site()
                                    + ", timeline "
                                    + e.timeline()
                                    + " from "
                                    + e.from());
            case LedgerEvent.LedgerClosed e ->
                    Optional.of(
                            "Ledger closed at "
                                    + e.site()
                                    + ", recorded up to "
                                    + e.recordedUpTo());
            case LedgerEvent.LedgerGapFound e ->
                    Optional.of("Gap in the ledger after " + e.from() + ": " + e.reason());
            default -> Optional.empty();
        };
    }

    private static String health(HealthEvent event) {
        return switch (event) {
            case HealthEvent.SiteUnhealthy e ->
                    e.observer() + " finds " + e.site() + " unhealthy: " + e.detail();
            case HealthEvent.SiteHealthy e ->
                    e.observer() + " finds " + e.site() + " healthy: " + e.detail();
            case HealthEvent.FrontDoorInterrupted e ->
                    "The front door refuses writes: " + e.error();
            case HealthEvent.FrontDoorRestored e ->
                    "The front door takes writes again, at "
                            + e.site()
                            + " under epoch "
                            + e.epoch()
                            + ", timeline "
                            + e.timeline()
                            + ", after "
                            + e.failures()
                            + " failures";
        };
    }

    private static Optional<String> recovery(RecoveryEvent event) {
        return switch (event) {
            case RecoveryEvent.SuspicionRaised e ->
                    Optional.of(
                            "A quorum suspects "
                                    + e.site()
                                    + ": "
                                    + e.observations().stream()
                                            .map(o -> o.observer() + " (" + o.detail() + ")")
                                            .collect(Collectors.joining(", ")));
            case RecoveryEvent.SuspicionCleared e ->
                    Optional.of("The suspicion of " + e.site() + " did not last: " + e.reason());
            case RecoveryEvent.ApprovalAwaited e ->
                    Optional.of("A person has to say GO: " + e.reason());
            case RecoveryEvent.ApprovalRecorded e ->
                    Optional.of(e.by() + " says " + e.verdict() + ": " + e.reason());
            case RecoveryEvent.RunAbandoned e -> Optional.of("The run is given up: " + e.reason());
            case RecoveryEvent.RequestRefused e ->
                    Optional.of("A request is refused by " + e.rule() + ": " + e.detail());
            case RecoveryEvent.RunStarted e ->
                    Optional.of(
                            e.kind()
                                    + " "
                                    + e.from()
                                    + " → "
                                    + e.to()
                                    + " starts under epoch "
                                    + e.epoch()
                                    + ": "
                                    + e.reason());
            case RecoveryEvent.StepCompleted e -> Optional.of(e.step() + " is true at " + e.site());
            case RecoveryEvent.RunHalted e ->
                    Optional.of("Halted at " + e.step() + ", " + e.site() + ": " + e.reason());
            case RecoveryEvent.RunResumed e ->
                    Optional.of(e.by() + " resumes, attempt " + e.attempt() + ": " + e.reason());
            case RecoveryEvent.StepSkipped e ->
                    Optional.of(e.by() + " has " + e.step() + " passed over: " + e.reason());
            case RecoveryEvent.RollbackStarted e ->
                    Optional.of(e.by() + " has the run rolled back: " + e.reason());
            case RecoveryEvent.RunCompleted e ->
                    Optional.of(
                            e.rolledBack()
                                    ? "Rolled back; active is " + e.activeSite()
                                    : "The run is over; active is " + e.activeSite());
            case RecoveryEvent.PlanAccepted _, RecoveryEvent.PlanRefused _ -> Optional.empty();
        };
    }
}
