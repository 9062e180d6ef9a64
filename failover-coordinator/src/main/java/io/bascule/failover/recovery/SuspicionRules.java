package io.bascule.failover.recovery;

import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.SuspicionCleared;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Whether the active site is lost, and what is done about it without a request. */
final class SuspicionRules {

    private SuspicionRules() {}

    static Decision decide(Recovery state, Signal signal) {
        return switch (state.situation()) {
            case Situation.Steady _ -> {
                var votes = quorum(state, signal);
                yield votes.isEmpty()
                        ? Decision.ignore("no quorum has lasted")
                        : lost(state, signal, votes);
            }
            case Situation.Suspect _ -> cleared(state, signal);
            case Situation.Evaluating asked -> whileAsked(state, asked, signal);
            case Situation.Unplanned _ -> Decision.ignore("no plan says whom to believe");
            case Situation.Running _, Situation.Halted _ -> Decision.ignore("a run is open");
        };
    }

    private static List<Statement> quorum(Recovery state, Signal signal) {
        return signal.seen()
                .lastingQuorum(state.active(), signal.now(), state.planInForce().suspicion());
    }

    private static Decision lost(Recovery state, Signal signal, List<Statement> votes) {
        var answer = answer(state, signal, votes);
        return new Decision.Publish(
                answer.start() ? Transition.LOST_AND_STARTED : Transition.LOST_AND_ASKED,
                List.of(answer.raised(), answer.next()));
    }

    private record Answer(SuspicionRaised raised, boolean start, RecoveryEvent next) {}

    private static Answer answer(Recovery state, Signal signal, List<Statement> votes) {
        var plan = state.planInForce();
        var raised =
                new SuspicionRaised(
                        state.application(),
                        state.active(),
                        votes.stream()
                                .map(Statement::since)
                                .min(Comparator.naturalOrder())
                                .orElseThrow(),
                        votes.stream().map(Statement::asObservation).toList());
        var move = move(state, signal, raised);
        boolean loss = !Loss.withinObjective(move.estimate(), plan);
        var reasons = new ArrayList<String>();
        if (plan.decision() != DecisionMode.AUTOMATIC) {
            reasons.add("the plan asks for a person (decision " + plan.decision() + ")");
        }
        if (loss) {
            reasons.add(Loss.describe(move.estimate(), state));
        }
        if (state.coolingAt(signal.now())) {
            reasons.add(
                    "after the last unplanned run nothing starts by itself until "
                            + state.coolingUntil());
        }
        return reasons.isEmpty()
                ? new Answer(raised, true, move.start(state))
                : new Answer(
                        raised,
                        false,
                        move.propose(state, signal.now(), loss, String.join("; ", reasons)));
    }

    private static Move move(Recovery state, Signal signal, SuspicionRaised raised) {
        return new Move(
                RunKind.FAILOVER,
                state.standby(),
                Move.AUTOMATIC,
                null,
                raised.observations().size()
                        + " observers find "
                        + raised.site()
                        + " unable to serve since "
                        + raised.since(),
                Loss.estimate(state, signal.seen(), latest(raised)),
                raised.since(),
                raised);
    }

    /**
     * The start of the outage that the loss is counted to: the latest of the observers' times,
     * since "at most" must hold whichever of them is right.
     */
    static Instant latest(SuspicionRaised raised) {
        return raised.observations().stream()
                .map(RecoveryEvent.Observation::since)
                .max(Comparator.naturalOrder())
                .orElse(raised.since());
    }

    private static Decision cleared(Recovery state, Signal signal) {
        return healthy(state, signal)
                .map(word -> Decision.publish(Transition.CLEARED, clear(state, word)))
                .orElse(Decision.ignore("nobody finds the suspected site healthy"));
    }

    private static Decision whileAsked(Recovery state, Situation.Evaluating asked, Signal signal) {
        if (asked.suspicion() == null) {
            var votes = quorum(state, signal);
            return votes.isEmpty()
                    ? Decision.ignore("no quorum has lasted")
                    : lostWhileAsked(state, asked, signal, votes);
        }
        if (asked.proposal().requestId() != null) {
            return Decision.ignore("a person asked for the move; a person answers");
        }
        return healthy(state, signal)
                .map(word ->
                        Decision.publish(
                                Transition.RECOVERED_WHILE_ASKED,
                                new RunAbandoned(
                                        state.application(),
                                        asked.proposal().runId(),
                                        "the site recovered: " + said(word)),
                                clear(state, word)))
                .orElse(Decision.ignore("nobody finds the suspected site healthy"));
    }

    private static Decision lostWhileAsked(
            Recovery state, Situation.Evaluating asked, Signal signal, List<Statement> votes) {
        var answer = answer(state, signal, votes);
        return new Decision.Publish(
                answer.start()
                        ? Transition.LOST_WHILE_ASKED_AND_STARTED
                        : Transition.LOST_WHILE_ASKED_AND_ASKED,
                List.of(
                        new RunAbandoned(
                                state.application(),
                                asked.proposal().runId(),
                                "the active site was lost while the request waited"),
                        answer.raised(),
                        answer.next()));
    }

    private static java.util.Optional<Statement> healthy(Recovery state, Signal signal) {
        return signal.seen()
                .wordForHealth(state.active(), signal.now(), state.planInForce().suspicion());
    }

    private static SuspicionCleared clear(Recovery state, Statement word) {
        return new SuspicionCleared(state.application(), state.active(), said(word));
    }

    private static String said(Statement word) {
        return word.observer() + " finds " + word.site() + " healthy, and no quorum says otherwise";
    }
}
