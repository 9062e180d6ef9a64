package io.bascule.failover.recovery;

import static io.bascule.failover.recovery.Situation.Kind.EVALUATING;
import static io.bascule.failover.recovery.Situation.Kind.HALTED;
import static io.bascule.failover.recovery.Situation.Kind.RUNNING;
import static io.bascule.failover.recovery.Situation.Kind.STEADY;
import static io.bascule.failover.recovery.Situation.Kind.SUSPECT;
import static io.bascule.failover.recovery.Situation.Kind.UNPLANNED;

import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.ApprovalRecorded;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.PlanRefused;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RollbackStarted;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.RecoveryEvent.StepSkipped;
import io.bascule.contracts.event.RecoveryEvent.SuspicionCleared;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.failover.recovery.Situation.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The state machine as data: every change there is, with the sentence that says when. The decider
 * names the transition with each decision, the tests hold it to the row, and {@code
 * docs/state-machine.md} is generated from here.
 */
// The collections are never changed: they leave only as copies or unmodifiable.
@SuppressWarnings("ImmutableEnumChecker")
public enum Transition {
    PLAN_ACCEPTED(
            from(UNPLANNED),
            by("PlanApplied"),
            "the plan has no contradiction",
            to(STEADY),
            PlanAccepted.class),
    PLAN_CHANGED(
            from(STEADY, SUSPECT),
            by("PlanApplied"),
            "the plan has no contradiction",
            stays(),
            PlanAccepted.class),
    PLAN_REPEATED(
            from(STEADY, SUSPECT, EVALUATING, RUNNING, HALTED),
            by("PlanApplied"),
            "this plan holds already",
            stays(),
            PlanAccepted.class),
    PLAN_REFUSED(
            from(Kind.values()),
            by("PlanApplied"),
            "the plan contradicts itself or the place where the application runs, or a run is open",
            stays(),
            PlanRefused.class),
    REQUEST_REFUSED(
            from(Kind.values()),
            by("Request", "ApprovalGiven"),
            "a rule refuses it; the refusal names the rule and the facts",
            stays(),
            RequestRefused.class),

    LOST_AND_STARTED(
            from(STEADY),
            by("Health", "Tick"),
            "a quorum has lasted, the plan decides automatically, the target is within the objective and no cooldown holds",
            to(RUNNING),
            SuspicionRaised.class,
            RunStarted.class),
    LOST_AND_ASKED(
            from(STEADY),
            by("Health", "Tick"),
            "a quorum has lasted, and the plan, the loss or the cooldown asks for a person",
            to(EVALUATING),
            SuspicionRaised.class,
            ApprovalAwaited.class),
    LOST_WHILE_ASKED_AND_STARTED(
            from(EVALUATING),
            by("Health", "Tick"),
            "the active site is lost while a request waits, and nothing asks for a person",
            to(RUNNING),
            RunAbandoned.class,
            SuspicionRaised.class,
            RunStarted.class),
    LOST_WHILE_ASKED_AND_ASKED(
            from(EVALUATING),
            by("Health", "Tick"),
            "the active site is lost while a request waits, and a person is asked anew",
            to(EVALUATING),
            RunAbandoned.class,
            SuspicionRaised.class,
            ApprovalAwaited.class),
    CLEARED(
            from(SUSPECT),
            by("Health", "Tick"),
            "an observer finds the site healthy and no quorum says otherwise",
            to(STEADY),
            SuspicionCleared.class),
    RECOVERED_WHILE_ASKED(
            from(EVALUATING),
            by("Health", "Tick"),
            "the site whose loss led to the proposal is found healthy",
            to(STEADY),
            RunAbandoned.class,
            SuspicionCleared.class),

    REQUEST_STARTED(
            from(STEADY, SUSPECT),
            by("FailoverRequested", "FailbackRequested"),
            "nothing asks for a person",
            to(RUNNING),
            RunStarted.class),
    REQUEST_ASKED(
            from(STEADY, SUSPECT),
            by("FailoverRequested", "FailbackRequested"),
            "the carrier, the plan or the loss asks for a person",
            to(EVALUATING),
            ApprovalAwaited.class),

    GO(
            from(EVALUATING),
            by("ApprovalGiven"),
            "the answers suffice",
            to(RUNNING),
            ApprovalRecorded.class,
            RunStarted.class),
    GO_RECORDED(
            from(EVALUATING),
            by("ApprovalGiven"),
            "GO, but a second person or the acceptance of the loss is missing",
            stays(),
            ApprovalRecorded.class),
    GO_OUTDATED(
            from(EVALUATING),
            by("ApprovalGiven"),
            "the answers suffice for what was proposed, but the site went on serving and the loss has outgrown the objective",
            stays(),
            ApprovalRecorded.class,
            RunAbandoned.class,
            ApprovalAwaited.class),
    NO_GO(
            from(EVALUATING),
            by("ApprovalGiven"),
            "a person says NO-GO",
            to(STEADY, SUSPECT),
            ApprovalRecorded.class,
            RunAbandoned.class),
    EXPIRED(
            from(EVALUATING),
            by("Tick", "ApprovalGiven"),
            "no sufficient answer came in time",
            to(STEADY, SUSPECT),
            RunAbandoned.class),
    PROPOSAL_CANCELLED(
            from(EVALUATING),
            by("CancelRequested"),
            "the proposal is withdrawn",
            to(STEADY, SUSPECT),
            RunAbandoned.class),

    STEP_DONE(
            from(RUNNING),
            by("StepSucceeded"),
            "the outstanding step is true",
            stays(),
            StepCompleted.class),
    LAST_STEP_DONE(
            from(RUNNING),
            by("StepSucceeded"),
            "the last step is true",
            to(STEADY, SUSPECT),
            StepCompleted.class,
            RunCompleted.class),
    STEP_FAILED(
            from(RUNNING),
            by("StepFailed"),
            "the outstanding step failed",
            to(HALTED),
            RunHalted.class),
    STEP_OVERDUE(
            from(RUNNING),
            by("Tick"),
            "the step's deadline and the margin are over",
            to(HALTED),
            RunHalted.class),
    RESUMED(
            from(HALTED),
            by("ResumeRequested"),
            "the step is tried again; if the request names a step, it is the halted one",
            to(RUNNING),
            RunResumed.class),
    SKIPPED(
            from(HALTED),
            by("ResumeRequested"),
            "a named person has the halted step passed over, by its place and attempt and for a reason, and it is one that may be",
            to(RUNNING),
            StepSkipped.class),
    LAST_SKIPPED(
            from(HALTED),
            by("ResumeRequested"),
            "the same, and it was the last step",
            to(STEADY, SUSPECT),
            StepSkipped.class,
            RunCompleted.class),
    ROLLED_BACK(
            from(RUNNING, HALTED),
            by("CancelRequested"),
            "nothing was promoted, and something has to be undone",
            to(RUNNING),
            RollbackStarted.class),
    CALLED_OFF(
            from(RUNNING, HALTED),
            by("CancelRequested"),
            "nothing was promoted, and nothing has to be undone",
            to(STEADY, SUSPECT),
            RollbackStarted.class,
            RunCompleted.class);

    private final Set<Kind> from;
    private final List<String> signals;
    private final String when;
    private final Set<Kind> to;
    private final List<Class<? extends RecoveryEvent>> facts;

    @SafeVarargs
    Transition(
            Set<Kind> from,
            List<String> signals,
            String when,
            Set<Kind> to,
            Class<? extends RecoveryEvent>... facts) {
        this.from = from;
        this.signals = signals;
        this.when = when;
        this.to = to;
        var inOrder = new ArrayList<Class<? extends RecoveryEvent>>();
        for (var fact : facts) {
            inOrder.add(fact);
        }
        this.facts = List.copyOf(inOrder);
    }

    private static Set<Kind> from(Kind... kinds) {
        return EnumSet.copyOf(List.of(kinds));
    }

    private static List<String> by(String... signals) {
        return List.of(signals);
    }

    private static Set<Kind> to(Kind... kinds) {
        return EnumSet.copyOf(List.of(kinds));
    }

    private static Set<Kind> stays() {
        return EnumSet.noneOf(Kind.class);
    }

    /** The states in which it can happen. */
    public Set<Kind> from() {
        return EnumSet.copyOf(from);
    }

    /** The signals that can lead to it: event types, Request or Health for any of these, Tick. */
    public List<String> signals() {
        return signals;
    }

    /** When it happens, in words. */
    public String when() {
        return when;
    }

    /** The states it can lead to from that one. */
    public Set<Kind> next(Kind state) {
        return to.isEmpty() ? EnumSet.of(state) : EnumSet.copyOf(to);
    }

    /** The facts it publishes, in this order. */
    public List<Class<? extends RecoveryEvent>> facts() {
        return facts;
    }
}
