package io.bascule.failover.recovery;

import io.bascule.contracts.event.RecoveryEvent.RollbackStarted;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.StepSkipped;
import io.bascule.contracts.event.RequestEvent.CancelRequested;
import io.bascule.contracts.event.RequestEvent.ResumeRequested;
import io.bascule.contracts.event.StepKind;
import org.jspecify.annotations.Nullable;

/** The ways out of a run that does not go on: resume, skip with a reason, roll back. */
final class RunRequestRules {

    static final String HALTED = "only a halted run is resumed";
    static final String HALTED_STEP =
            "a step is passed over by its place and attempt, and what is named stands halted";
    static final String OPEN_RUN = "a request names the open run";
    static final String SKIPPABLE = "a step whose absence loses commits is never passed over";
    static final String NOT_PROMOTED = "a run is given up only before anything was promoted";

    private RunRequestRules() {}

    static Decision resume(Recovery state, Signal.Heard heard, ResumeRequested r) {
        if (!(state.situation() instanceof Situation.Halted halted)
                || !halted.run().runId().equals(r.runId())) {
            return RequestRules.refuse(
                    state,
                    heard,
                    HALTED,
                    "Expected " + r.runId() + " to be halted, but " + open(state, "open"));
        }
        var run = halted.run();
        if (!meant(run, r)) {
            return RequestRules.refuse(
                    state,
                    heard,
                    HALTED_STEP,
                    "Expected "
                            + (r.skipStep() ? "a skip of " : "a resume of ")
                            + place(run.index(), run.attempt())
                            + ", for there "
                            + run.runId()
                            + " stands halted ("
                            + run.step().kind()
                            + " at "
                            + run.step().site()
                            + "), but found "
                            + place(r.index(), r.attempt())
                            + "; look at the halted step and name it");
        }
        if (!r.skipStep()) {
            return Decision.publish(
                    Transition.RESUMED,
                    new RunResumed(
                            state.application(),
                            run.runId(),
                            run.epoch(),
                            run.index(),
                            run.attempt() + 1,
                            r.requestedBy(),
                            r.reason()));
        }
        var kind = run.step().kind();
        if (r.requestedBy().isBlank()
                || r.reason().isBlank()
                || r.requestedBy().equals(Move.AUTOMATIC)) {
            return RequestRules.refuse(
                    state,
                    heard,
                    RequestRules.NAMED,
                    "Expected a person's name and a reason to pass over "
                            + kind
                            + ", but found '"
                            + r.requestedBy()
                            + "' and '"
                            + r.reason()
                            + "'");
        }
        // Skipping FENCE is a person's word that the old primary is dead and stays so.
        // In a rollback the executor itself may still be promoting: no person can vouch for it.
        boolean vouched = kind != StepKind.FENCE || !run.rollingBack();
        if (!vouched || !Recipes.skippable(kind)) {
            return RequestRules.refuse(
                    state,
                    heard,
                    SKIPPABLE,
                    "Expected a step that may be passed over, but found "
                            + kind
                            + "; resume it: an executor that finds it true says so");
        }
        return skip(state, run, kind, r);
    }

    /**
     * Whether the step that stands halted is the one the person saw. A request may come late: to
     * try again another step than was meant is harmless, to skip it is not, so a skip names both.
     */
    private static boolean meant(Run run, ResumeRequested r) {
        boolean place = r.index() == null ? !r.skipStep() : r.index() == run.index();
        boolean attempt = r.attempt() == null ? !r.skipStep() : r.attempt() == run.attempt();
        return place && attempt;
    }

    private static String place(@Nullable Integer index, @Nullable Integer attempt) {
        return "index "
                + (index == null ? "(none)" : index)
                + ", attempt "
                + (attempt == null ? "(none)" : attempt);
    }

    private static Decision skip(Recovery state, Run run, StepKind kind, ResumeRequested r) {
        var skipped =
                new StepSkipped(
                        state.application(),
                        run.runId(),
                        run.epoch(),
                        run.index(),
                        kind,
                        r.requestedBy(),
                        r.reason());
        return run.atLastStep()
                ? Decision.publish(Transition.LAST_SKIPPED, skipped, StepRules.over(state, run))
                : Decision.publish(Transition.SKIPPED, skipped);
    }

    static Decision cancel(Recovery state, Signal.Heard heard, CancelRequested r) {
        var run =
                switch (state.situation()) {
                    case Situation.Running running -> running.run();
                    case Situation.Halted halted -> halted.run();
                    case Situation.Unplanned _,
                            Situation.Steady _,
                            Situation.Suspect _,
                            Situation.Evaluating _ ->
                            null;
                };
        if (run == null || !run.runId().equals(r.runId())) {
            return RequestRules.refuse(
                    state,
                    heard,
                    OPEN_RUN,
                    "Expected " + r.runId() + " to be open, but " + open(state, "open"));
        }
        if (run.promoted() || run.rollingBack()) {
            return RequestRules.refuse(
                    state,
                    heard,
                    NOT_PROMOTED,
                    "Expected a run in which nothing was promoted, but "
                            + run.runId()
                            + (run.rollingBack()
                                    ? " is being rolled back already"
                                    : " has come to " + run.step().kind() + "; resume it"));
        }
        return rollBack(state, run, r);
    }

    private static Decision rollBack(Recovery state, Run run, CancelRequested r) {
        var undo = Recipes.undo(run, state.planInForce().witness());
        // The step given up keeps its place: its executor may still be at it.
        var rollback =
                new RollbackStarted(
                        state.application(),
                        run.runId(),
                        run.epoch(),
                        undo,
                        run.index() + 1,
                        r.requestedBy(),
                        r.reason());
        return undo.isEmpty()
                ? Decision.publish(
                        Transition.CALLED_OFF, rollback, StepRules.completed(state, run, true))
                : Decision.publish(Transition.ROLLED_BACK, rollback);
    }

    private static String open(Recovery state, String word) {
        return state.openRun()
                .map(id -> id + " is " + word + " (" + Phase.of(state) + ")")
                .orElse("no run is " + word);
    }
}
