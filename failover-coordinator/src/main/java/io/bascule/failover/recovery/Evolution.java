package io.bascule.failover.recovery;

import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.ApprovalRecorded;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.PlanRefused;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RollbackStarted;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.RecoveryEvent.StepSkipped;
import io.bascule.contracts.event.RecoveryEvent.SuspicionCleared;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Folds one fact into the state. */
final class Evolution {

    private Evolution() {}

    static Recovery apply(Recovery before, Fact fact) {
        var after = folded(before, fact);
        return fact.request().map(after::handled).orElse(after);
    }

    private static Recovery folded(Recovery state, Fact fact) {
        return switch (fact.event()) {
            case PlanAccepted accepted -> accepted(state, fact, accepted);
            case PlanRefused _, RequestRefused _ -> state;
            case SuspicionRaised raised ->
                    state.with(new Situation.Suspect(raised, "being decided"));
            case SuspicionCleared _ -> state.with(new Situation.Steady());
            case ApprovalAwaited asked ->
                    state.numbered(state.numbered() + 1)
                            .with(new Situation.Evaluating(asked, List.of(), suspicion(state)));
            case ApprovalRecorded answer -> answered(state, fact, answer);
            case RunAbandoned abandoned -> resting(state, suspicion(state), abandoned.reason());
            case RunStarted started -> started(state, fact.at(), started);
            case StepCompleted completed -> completed(state, fact.at(), completed);
            case StepSkipped skipped -> skipped(state, fact.at(), skipped);
            case RunHalted halted -> state.with(new Situation.Halted(run(state), halted.reason()));
            case RunResumed resumed ->
                    state.with(
                            new Situation.Running(run(state).again(fact.at(), resumed.attempt())));
            case RollbackStarted rollback ->
                    state.with(
                            new Situation.Running(
                                    run(state)
                                            .undoing(
                                                    fact.at(),
                                                    rollback.index(),
                                                    rollback.steps())));
            case RunCompleted completed -> over(state, fact.at(), completed);
        };
    }

    private static Recovery accepted(Recovery state, Fact fact, PlanAccepted accepted) {
        var plan =
                fact.plan()
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "Expected the plan "
                                                + accepted.planHash()
                                                + " beside its acceptance, but it is missing"));
        var planned = state.withPlan(plan, accepted.planHash(), accepted.activeSite());
        return state.situation() instanceof Situation.Unplanned
                ? planned.with(new Situation.Steady())
                : planned;
    }

    private static Recovery answered(Recovery state, Fact fact, ApprovalRecorded answer) {
        if (!(state.situation() instanceof Situation.Evaluating asked)) {
            throw unexpected(state, "an answer");
        }
        var answers = new ArrayList<>(asked.answers());
        answers.add(
                new Situation.Answer(
                        answer.by(),
                        answer.verdict(),
                        answer.acceptsLoss(),
                        fact.cause() == null ? "" : fact.cause().id()));
        return state.with(new Situation.Evaluating(asked.proposal(), answers, asked.suspicion()));
    }

    private static Recovery started(Recovery state, Instant at, RunStarted started) {
        return state.inEpoch(started.epoch())
                .with(
                        new Situation.Running(
                                new Run(
                                        started.runId(),
                                        started.epoch(),
                                        started.kind(),
                                        started.from(),
                                        started.to(),
                                        started.steps(),
                                        0,
                                        1,
                                        at,
                                        Map.of(),
                                        false,
                                        suspicion(state))));
    }

    private static Recovery completed(Recovery state, Instant at, StepCompleted completed) {
        var run = run(state);
        var known = state.with(new Situation.Running(run.next(at, completed.evidence())));
        return switch (completed.step()) {
            case PROMOTE ->
                    run.kind() == RunKind.FAILOVER
                            ? known.forked(new Fork(run.runId(), run.from(), completed.evidence()))
                            : known;
            case REWIND ->
                    known.forked(null)
                            .with(new Situation.Running(rewound(state, run, at, completed)));
            case FENCE,
                    REDIRECT,
                    VALIDATE,
                    COMMUNICATE,
                    CAPTURE_TAIL,
                    CATCH_UP,
                    PREPARE_TARGET,
                    CHECKPOINT,
                    CLOSE_LEDGER,
                    HOLD_TRAFFIC,
                    STOP_PRIMARY,
                    FOLLOW,
                    REOPEN_PRIMARY ->
                    known;
        };
    }

    /** The fork is healed, but later steps of this run are still told where it was. */
    private static Run rewound(Recovery state, Run run, Instant at, StepCompleted completed) {
        var reported = new HashMap<String, String>();
        if (state.fork() != null) {
            reported.putAll(state.fork().evidence());
        }
        reported.putAll(run.evidence());
        reported.putAll(completed.evidence());
        return run.next(at, reported);
    }

    private static Recovery skipped(Recovery state, Instant at, StepSkipped skipped) {
        var word =
                skipped.step() == StepKind.FENCE
                        ? Map.of(StepEvidence.FENCE_PROOF, "word-of:" + skipped.by())
                        : Map.<String, String>of();
        return state.with(new Situation.Running(run(state).next(at, word)));
    }

    private static Recovery over(Recovery state, Instant at, RunCompleted completed) {
        var run = run(state);
        var moved = state.moved(completed.activeSite(), completed.standbySite());
        var cooled =
                completed.kind() == RunKind.FAILOVER
                        ? moved.coolingUntil(at.plus(state.planInForce().cooldown()))
                        : moved;
        boolean leftBehind =
                completed.rolledBack()
                        && run.commanded(StepKind.PROMOTE)
                        && (state.fork() == null || !state.fork().left().equals(run.to()));
        var kept = leftBehind ? cooled.forked(new Fork(run.runId(), run.to(), Map.of())) : cooled;
        return completed.rolledBack()
                ? resting(kept, run.suspicion(), "the run was rolled back")
                : kept.with(new Situation.Steady());
    }

    private static Recovery resting(
            Recovery state, @Nullable SuspicionRaised suspicion, String held) {
        return state.with(
                suspicion == null
                        ? new Situation.Steady()
                        : new Situation.Suspect(suspicion, held));
    }

    private static @Nullable SuspicionRaised suspicion(Recovery state) {
        return switch (state.situation()) {
            case Situation.Suspect suspect -> suspect.suspicion();
            case Situation.Evaluating asked -> asked.suspicion();
            case Situation.Unplanned _,
                    Situation.Steady _,
                    Situation.Running _,
                    Situation.Halted _ ->
                    null;
        };
    }

    private static Run run(Recovery state) {
        return switch (state.situation()) {
            case Situation.Running running -> running.run();
            case Situation.Halted halted -> halted.run();
            case Situation.Unplanned _,
                    Situation.Steady _,
                    Situation.Suspect _,
                    Situation.Evaluating _ ->
                    throw unexpected(state, "a step of a run");
        };
    }

    private static IllegalStateException unexpected(Recovery state, String what) {
        return new IllegalStateException(
                "Expected no fact about "
                        + what
                        + " while '"
                        + state.application()
                        + "' is "
                        + state.situation().kind()
                        + "; the facts are out of order");
    }
}
