package io.bascule.failover.recovery;

import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.RecoveryEvent.ApprovalRecorded;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import io.bascule.failover.recovery.Situation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Who may say GO, and when that is enough. */
final class ApprovalRules {

    static final String AWAITED = "a GO or NO-GO answers a run that waits for it";

    private ApprovalRules() {}

    static Decision decide(Recovery state, Signal.Heard heard, ApprovalGiven given) {
        if (state.handled().contains(Fact.identity(heard.envelope()))) {
            return Decision.ignore("the answer was taken already");
        }
        if (!(state.situation() instanceof Situation.Evaluating asked)
                || !asked.proposal().runId().equals(given.runId())) {
            return RequestRules.refuse(
                    state,
                    heard,
                    AWAITED,
                    "Expected an answer to a run that waits for one, but "
                            + given.runId()
                            + " does not; "
                            + state.openRun()
                                    .map(run -> run + " is " + Phase.of(state))
                                    .orElse("no run is open"));
        }
        if (given.by().isBlank()) {
            return RequestRules.refuse(
                    state,
                    heard,
                    RequestRules.NAMED,
                    "Expected the name of a person who says "
                            + given.verdict()
                            + ", but found none");
        }
        if (!heard.now().isBefore(asked.proposal().until())) {
            return expire(state, asked);
        }
        var recorded =
                new ApprovalRecorded(
                        state.application(),
                        given.runId(),
                        given.verdict(),
                        given.by(),
                        given.reason(),
                        given.acceptsLoss());
        if (given.verdict() == Verdict.NO_GO) {
            return Decision.publish(
                    Transition.NO_GO,
                    recorded,
                    new RunAbandoned(
                            state.application(),
                            given.runId(),
                            "NO-GO by " + given.by() + ": " + given.reason()));
        }
        var answers = new ArrayList<>(asked.answers());
        answers.add(
                new Answer(
                        given.by(), given.verdict(), given.acceptsLoss(), heard.envelope().id()));
        var counted =
                answers.stream()
                        .filter(a -> a.acceptsLoss() || !asked.proposal().lossToBeAccepted())
                        .toList();
        long people = counted.stream().map(a -> person(a.by())).distinct().count();
        if (people < peopleNeeded(state)) {
            return Decision.publish(Transition.GO_RECORDED, recorded);
        }
        return go(
                state,
                heard,
                asked,
                recorded,
                counted.stream().map(Answer::eventId).toList(),
                counted.stream().allMatch(Answer::acceptsLoss));
    }

    /**
     * A site that nobody suspects goes on serving while people decide, so its outage begins now and
     * what would be lost is looked at again; an outage that began is not.
     */
    private static Decision go(
            Recovery state,
            Signal.Heard heard,
            Situation.Evaluating asked,
            ApprovalRecorded recorded,
            List<String> answers,
            boolean lossAccepted) {
        var proposal = asked.proposal();
        if (proposal.kind() != RunKind.FAILOVER || asked.suspicion() != null) {
            return Decision.publish(
                    Transition.GO,
                    recorded,
                    Move.of(asked, proposal.estimate()).start(state, state.numbered(), answers));
        }
        var move = Move.of(asked, Loss.estimate(state, heard.seen(), heard.now()));
        if (lossAccepted || Loss.withinObjective(move.estimate(), state.planInForce())) {
            return Decision.publish(
                    Transition.GO, recorded, move.start(state, state.numbered(), answers));
        }
        String why = Loss.describe(move.estimate(), state);
        return Decision.publish(
                Transition.GO_OUTDATED,
                recorded,
                new RunAbandoned(state.application(), proposal.runId(), "while it waited: " + why),
                move.propose(state, heard.now(), true, why));
    }

    /** Two-person is a rule of unplanned and planned moves alike. */
    private static long peopleNeeded(Recovery state) {
        return state.planInForce().decision() == DecisionMode.TWO_PERSON ? 2 : 1;
    }

    private static String person(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    static Decision expire(Recovery state, Situation.Evaluating asked) {
        return Decision.publish(
                Transition.EXPIRED,
                new RunAbandoned(
                        state.application(),
                        asked.proposal().runId(),
                        "no sufficient answer came until " + asked.proposal().until()));
    }
}
