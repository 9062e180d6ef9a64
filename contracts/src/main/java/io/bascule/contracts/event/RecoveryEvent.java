package io.bascule.contracts.event;

import io.bascule.contracts.About;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator decided and what each step did. Never edited, kept for ever: the
 * coordinator's own state is the fold of these facts, and every RTO and RPO is computed from them.
 */
public sealed interface RecoveryEvent extends Event {

    /** What a run is for. */
    enum RunKind {
        /** The active site is lost; what was not replicated is lost with it. */
        FAILOVER,
        /** A planned move of a healthy pair, without loss. */
        SWITCHOVER,
        /** Back to the primary site, without loss: reversed replication, then a planned move. */
        FAILBACK
    }

    /** One step of a run's plan: what is to be true, and whose executor makes it so. */
    record PlannedStep(
            @About("What is to be made true") StepKind kind,
            @About("Whose executor does it") String site) {}

    /** What one observer said, as an input of a decision. */
    record Observation(
            @About("Who observed it") String observer,
            @About("Where the observer stands") String observerSite,
            @About("How the observer knows") HealthEvent.Evidence evidence,
            @About("Since when, by the observer's clock") Instant since,
            @About("What was seen") String detail,
            @About("Id of the event") String eventId) {}

    /** What a promotion would lose, as far as is known when it is decided. */
    record LossEstimate(
            @About("EXACT, UPPER_BOUND or UNKNOWN") LagQuality quality,
            @About(
                            value =
                                    "At most this much time of commits would be lost; absent when unknown",
                            unit = "s")
                    @Nullable Double atMostSeconds,
            @About(
                            value =
                                    "Write-ahead log not on the target's disk when last measured; absent when unknown",
                            unit = "bytes")
                    @Nullable Long bytes,
            @About("Id of the lag measurement; absent when there was none")
                    @Nullable String lagEventId) {}

    @About("The plan was accepted and holds now")
    record PlanAccepted(
            @About("Application") String application,
            @About("SHA-256 of the plan's text") String planHash,
            @About("Epoch now") long epoch,
            @About("Site that is active now") String activeSite)
            implements RecoveryEvent {
        @Override
        public String subject() {
            return application;
        }
    }

    @About("The plan was not accepted; the former one still holds")
    record PlanRefused(
            @About("Application") String application,
            @About("SHA-256 of the refused plan's text") String planHash,
            @About("Every reason") List<String> reasons)
            implements RecoveryEvent {
        public PlanRefused {
            reasons = List.copyOf(reasons);
        }

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A quorum of observers finds the active site unable to serve")
    record SuspicionRaised(
            @About("Application") String application,
            @About("The suspected site") String site,
            @About("The earliest time of which a member of the quorum says so") Instant since,
            @About("What the members of the quorum saw") List<Observation> observations)
            implements RecoveryEvent {
        public SuspicionRaised {
            observations = List.copyOf(observations);
        }

        @Override
        public String subject() {
            return application;
        }
    }

    @About("The suspicion did not last")
    record SuspicionCleared(
            @About("Application") String application,
            @About("The site") String site,
            @About("Why") String reason)
            implements RecoveryEvent {
        @Override
        public String subject() {
            return application;
        }
    }

    @About("A person has to say GO or NO-GO before the run may start")
    record ApprovalAwaited(
            @About("Application") String application,
            @About("The run that would start") String runId,
            @About("What the run is for") RunKind kind,
            @About("Site that the application would leave") String from,
            @About("Site that the application would go to") String to,
            @About(
                            "True: what is asked is to accept a loss beyond the objective, or of unknown size")
                    boolean lossToBeAccepted,
            @About("The rule that asks for a person, and the facts") String reason,
            @About("What a promotion now would lose") LossEstimate estimate,
            @About("Without an answer until then the run is given up") Instant until,
            @About("Id of the request; absent for an automatic run") @Nullable String requestId,
            @About("Who asked for the run; 'automatic' for the coordinator itself")
                    String requestedBy,
            @About("Since when the active site is suspected; absent for a planned run")
                    @Nullable Instant outageSince)
            implements RecoveryEvent {
        @Override
        public String subject() {
            return application;
        }
    }

    @About("The answer of a person was taken")
    record ApprovalRecorded(
            @About("Application") String application,
            @About("The run") String runId,
            @About("GO or NO_GO") ApprovalEvent.Verdict verdict,
            @About("The person") String by,
            @About("Why") String reason,
            @About("Whether a loss beyond the objective is accepted") boolean acceptsLoss)
            implements RecoveryEvent {
        @Override
        public String subject() {
            return application;
        }
    }

    @About("A proposed run was given up: NO-GO, no answer in time, or the site recovered")
    record RunAbandoned(
            @About("Application") String application,
            @About("The run") String runId,
            @About("Why") String reason)
            implements RecoveryEvent {
        @Override
        public String subject() {
            return application;
        }
    }

    @About("A request or an approval was refused; nothing was changed")
    record RequestRefused(
            @About("Application") String application,
            @About("Id of the request or approval") String requestId,
            @About("The rule that refuses it") String rule,
            @About("The facts, and what to do") String detail)
            implements RecoveryEvent {
        @Override
        public String subject() {
            return application;
        }
    }

    @About("A run has started under a new epoch; it carries its whole plan")
    record RunStarted(
            @About("Application") String application,
            @About("Run: the application's name and the epoch") String runId,
            @About("Fencing token: grows with every run and never falls") long epoch,
            @About("What the run is for") RunKind kind,
            @About("Site that the application leaves") String from,
            @About("Site that the application goes to") String to,
            @About("All steps, in order") List<PlannedStep> steps,
            @About("Who asked for it; 'automatic' for the coordinator itself") String requestedBy,
            @About("Id of the request; absent for an automatic run") @Nullable String requestId,
            @About("Why") String reason,
            @About("SHA-256 of the plan's text in force") String planHash,
            @About("What the promotion is expected to lose") LossEstimate estimate,
            @About("Since when the active site is suspected; absent for a planned run")
                    @Nullable Instant outageSince,
            @About("Ids of the events that the decision rests on") List<String> decidedFrom)
            implements RecoveryEvent {
        public RunStarted {
            steps = List.copyOf(steps);
            decidedFrom = List.copyOf(decidedFrom);
        }

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A step of the run is true")
    record StepCompleted(
            @About("Application") String application,
            @About("Run") String runId,
            @About("Epoch") long epoch,
            @About("Place of the step in the run's plan, from 0") int index,
            @About("Attempt that made it true, from 1") int attempt,
            @About("What is true") StepKind step,
            @About("Site of the executor") String site,
            @About("When the executor began, by its clock") Instant startedAt,
            @About("When it was true, by the executor's clock") Instant finishedAt,
            @About("How it is known, keys as documented in StepEvidence")
                    Map<String, String> evidence)
            implements RecoveryEvent {
        public StepCompleted {
            evidence = Map.copyOf(evidence);
        }

        @Override
        public String subject() {
            return application;
        }
    }

    @About(
            "The run stands still: a step failed or ran out of time. Ways out: resume, skip with a reason, cancel")
    record RunHalted(
            @About("Application") String application,
            @About("Run") String runId,
            @About("Epoch") long epoch,
            @About("Place of the failed step, from 0") int index,
            @About("Attempt that failed") int attempt,
            @About("What was to be made true") StepKind step,
            @About("Site of the executor") String site,
            @About("What was expected, what was found and what to do") String reason)
            implements RecoveryEvent {
        @Override
        public String subject() {
            return application;
        }
    }

    @About("A halted run goes on with another attempt at its step")
    record RunResumed(
            @About("Application") String application,
            @About("Run") String runId,
            @About("Epoch") long epoch,
            @About("Place of the step, from 0") int index,
            @About("The new attempt") int attempt,
            @About("Who asked") String by,
            @About("Why") String reason)
            implements RecoveryEvent {
        @Override
        public String subject() {
            return application;
        }
    }

    @About("A named person had a step passed over; it is not known to be true")
    record StepSkipped(
            @About("Application") String application,
            @About("Run") String runId,
            @About("Epoch") long epoch,
            @About("Place of the step, from 0") int index,
            @About("What is not known to be true") StepKind step,
            @About("The person") String by,
            @About("Why") String reason)
            implements RecoveryEvent {
        @Override
        public String subject() {
            return application;
        }
    }

    @About(
            "The run was given up before anything was promoted; these steps bring the application back")
    record RollbackStarted(
            @About("Application") String application,
            @About("Run") String runId,
            @About("Epoch") long epoch,
            @About(
                            "The steps that undo what was done, in order; they take the place of the steps from this index on")
                    List<PlannedStep> steps,
            @About("Place of the first of them, from 0") int index,
            @About("Who asked") String by,
            @About("Why") String reason)
            implements RecoveryEvent {
        public RollbackStarted {
            steps = List.copyOf(steps);
        }

        @Override
        public String subject() {
            return application;
        }
    }

    @About("The run is over")
    record RunCompleted(
            @About("Application") String application,
            @About("Run") String runId,
            @About("Epoch") long epoch,
            @About("What the run was for") RunKind kind,
            @About("True: it was rolled back, and the application is where it was")
                    boolean rolledBack,
            @About("Site that is active now") String activeSite,
            @About("The other site") String standbySite)
            implements RecoveryEvent {
        @Override
        public String subject() {
            return application;
        }
    }
}
