package io.bascule.reporting.report;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.ApprovalRecorded;
import io.bascule.contracts.event.RecoveryEvent.RollbackStarted;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.RecoveryEvent.StepSkipped;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.reporting.measure.ApplicationFacts;
import io.bascule.reporting.measure.RunFacts;
import io.bascule.reporting.measure.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as its facts tell it so far, also while it goes on.
 *
 * @param facts what is known of it without arithmetic
 * @param begunAt the coordinator's first word of it
 * @param over when it ended; absent while it may go on
 * @param steps in order; none while it is only proposed
 * @param awaited the question a person has to answer; absent if none is open
 * @param approvals answers that were taken
 * @param halted why it stands still; absent if it does not
 * @param suspicion the suspicion that it rests on; absent for a planned run
 * @param timeline its facts, one line each
 */
public record RunStory(
        RunFacts facts,
        RunOutcome outcome,
        Instant begunAt,
        @Nullable Instant over,
        List<Step> steps,
        @Nullable ApprovalAwaited awaited,
        List<EventEnvelope<ApprovalRecorded>> approvals,
        @Nullable EventEnvelope<RunHalted> halted,
        @Nullable EventEnvelope<SuspicionRaised> suspicion,
        List<Report.Moment> timeline) {

    public RunStory {
        steps = List.copyOf(steps);
        approvals = List.copyOf(approvals);
        timeline = List.copyOf(timeline);
    }

    /** Where a step stands. */
    public enum StepState {
        DONE,
        RUNNING,
        WAITING,
        FAILED,
        SKIPPED,
        /** The run ended without it. */
        NOT_DONE
    }

    /**
     * A step.
     *
     * @param attempt the one that goes on or was the last
     * @param since when its turn came, by the coordinator's clock; absent while it waits
     * @param seconds from then until it was true, by the same clock; absent until it is
     */
    public record Step(
            Report.Step planned,
            StepState state,
            int attempt,
            @Nullable Instant since,
            @Nullable Double seconds) {}

    /** The story of a run; empty if these facts do not know it. */
    public static Optional<RunStory> of(ApplicationFacts facts, String runId) {
        return RunFacts.of(facts).stream()
                .filter(run -> run.runId().equals(runId))
                .findFirst()
                .map(RunStory::of);
    }

    private static RunStory of(RunFacts run) {
        var outcome = run.outcome();
        return new RunStory(
                run,
                outcome,
                run.own().all().getFirst().time(),
                outcome.isOver() ? run.own().all().getLast().time() : null,
                steps(run, outcome),
                outcome == RunOutcome.PROPOSED
                        ? run.awaited().map(EventEnvelope::event).orElse(null)
                        : null,
                run.own().of(ApprovalRecorded.class).toList(),
                outcome == RunOutcome.HALTED
                        ? run.own().last(RunHalted.class, _ -> true).orElse(null)
                        : null,
                run.started()
                        .flatMap(started ->
                                run.all()
                                        .last(
                                                SuspicionRaised.class,
                                                s ->
                                                        started.event().outageSince() != null
                                                                && s.site().equals(run.from())))
                        .orElse(null),
                Timeline.of(run));
    }

    /** Why it was given up before it started; empty if it was not. */
    public Optional<String> abandonedBecause() {
        return facts.own().of(RunAbandoned.class).findFirst().map(e -> e.event().reason());
    }

    private static List<Step> steps(RunFacts run, RunOutcome outcome) {
        var steps = new ArrayList<Step>();
        boolean turnTaken = false;
        for (Report.Step planned : StepList.of(run)) {
            boolean passed = planned.state().equals("done") || planned.state().equals("skipped");
            boolean turn = !passed && !turnTaken;
            turnTaken |= turn;
            var state = state(planned, outcome, turn);
            Instant since = passed || turn ? turnOf(run, planned).orElse(null) : null;
            steps.add(
                    new Step(
                            planned,
                            state,
                            state == StepState.RUNNING || state == StepState.FAILED
                                    ? Math.max(1, planned.failures().size() + running(state))
                                    : planned.attempts(),
                            since,
                            since == null || planned.at() == null
                                    ? null
                                    : Math.max(
                                            0,
                                            Duration.between(since, planned.at()).toNanos()
                                                    / 1e9)));
        }
        return steps;
    }

    private static int running(StepState state) {
        return state == StepState.RUNNING ? 1 : 0;
    }

    private static StepState state(Report.Step planned, RunOutcome outcome, boolean turn) {
        return switch (planned.state()) {
            case "done" -> StepState.DONE;
            case "skipped" -> StepState.SKIPPED;
            default ->
                    switch (outcome) {
                        case RUNNING -> turn ? StepState.RUNNING : StepState.WAITING;
                        case HALTED -> turn ? StepState.FAILED : StepState.WAITING;
                        case PROPOSED -> StepState.WAITING;
                        case COMPLETED, ROLLED_BACK, ABANDONED -> StepState.NOT_DONE;
                    };
        };
    }

    /**
     * The coordinator's last word before the step was true: then its turn, or its attempt, came.
     */
    private static Optional<Instant> turnOf(RunFacts run, Report.Step planned) {
        return run.own().all().stream()
                .takeWhile(e -> !planned.proof().contains(e.id()) || e.event() instanceof RunHalted)
                .filter(e ->
                        switch (e.event()) {
                            case RunStarted _, RollbackStarted _ -> true;
                            case RunResumed r -> r.index() <= planned.index();
                            case StepCompleted s -> s.index() < planned.index();
                            case StepSkipped s -> s.index() < planned.index();
                            default -> false;
                        })
                .map(EventEnvelope::time)
                .reduce((_, later) -> later);
    }
}
