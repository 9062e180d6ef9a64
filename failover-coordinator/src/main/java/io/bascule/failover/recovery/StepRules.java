package io.bascule.failover.recovery;

import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import io.bascule.contracts.event.StepEvent.StepFailed;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.event.StepKind;
import java.time.Duration;
import java.time.Instant;

/** How a run goes on: by reports about the one outstanding step, and by its deadline. */
final class StepRules {

    /** After a step's deadline its executor's last word may still be under way for this long. */
    static final Duration MARGIN = Duration.ofSeconds(2);

    private StepRules() {}

    static Decision decide(Recovery state, StepEvent report) {
        if (!(state.situation() instanceof Situation.Running running)) {
            return Decision.ignore("no step is outstanding");
        }
        var run = running.run();
        return switch (report) {
            case LostTransactionsListed _ -> Decision.ignore("a list for reports");
            case StepSucceeded s -> {
                if (!outstanding(
                        run, s.runId(), s.epoch(), s.index(), s.attempt(), s.step(), s.site())) {
                    yield other(run, s.runId(), s.index(), s.attempt());
                }
                yield succeeded(state, run, s);
            }
            case StepFailed f -> {
                if (!outstanding(
                        run, f.runId(), f.epoch(), f.index(), f.attempt(), f.step(), f.site())) {
                    yield other(run, f.runId(), f.index(), f.attempt());
                }
                yield Decision.publish(Transition.STEP_FAILED, halted(state, run, f.reason()));
            }
        };
    }

    static Decision onTime(Recovery state, Run run, Instant now) {
        var deadline = run.stepSince().plus(state.planInForce().stepTimeout());
        if (now.isBefore(deadline.plus(MARGIN))) {
            return Decision.ignore("the step still has time");
        }
        return Decision.publish(
                Transition.STEP_OVERDUE,
                halted(
                        state,
                        run,
                        "Expected a report on "
                                + run.step().kind()
                                + " from "
                                + run.step().site()
                                + " until "
                                + deadline
                                + ", but none came; see to its executor, then resume"));
    }

    private static boolean outstanding(
            Run run, String runId, long epoch, int index, int attempt, StepKind step, String site) {
        return run.runId().equals(runId)
                && run.epoch() == epoch
                && run.index() == index
                && run.attempt() == attempt
                && run.step().kind() == step
                && run.step().site().equals(site);
    }

    private static Decision other(Run run, String runId, int index, int attempt) {
        return Decision.ignore(
                "the report is on step "
                        + index
                        + " of "
                        + runId
                        + ", attempt "
                        + attempt
                        + "; outstanding is step "
                        + run.index()
                        + " of "
                        + run.runId()
                        + ", attempt "
                        + run.attempt());
    }

    private static Decision succeeded(Recovery state, Run run, StepSucceeded s) {
        var completed =
                new StepCompleted(
                        state.application(),
                        run.runId(),
                        run.epoch(),
                        run.index(),
                        run.attempt(),
                        s.step(),
                        s.site(),
                        s.startedAt(),
                        s.finishedAt(),
                        s.evidence());
        return run.atLastStep()
                ? Decision.publish(Transition.LAST_STEP_DONE, completed, over(state, run))
                : Decision.publish(Transition.STEP_DONE, completed);
    }

    private static RunHalted halted(Recovery state, Run run, String reason) {
        return new RunHalted(
                state.application(),
                run.runId(),
                run.epoch(),
                run.index(),
                run.attempt(),
                run.step().kind(),
                run.step().site(),
                reason);
    }

    /** The run is over: the application is at the target, or back where it was. */
    static RunCompleted over(Recovery state, Run run) {
        return completed(state, run, run.rollingBack());
    }

    static RunCompleted completed(Recovery state, Run run, boolean rolledBack) {
        return new RunCompleted(
                state.application(),
                run.runId(),
                run.epoch(),
                run.kind(),
                rolledBack,
                rolledBack ? run.from() : run.to(),
                rolledBack ? run.to() : run.from());
    }
}
