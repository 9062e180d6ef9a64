package io.bascule.failover.recovery;

import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.event.RequestEvent.CancelRequested;
import io.bascule.contracts.event.RequestEvent.DrillRequested;
import io.bascule.contracts.event.RequestEvent.ExpireRequested;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import io.bascule.contracts.event.RequestEvent.ResumeRequested;
import io.bascule.contracts.event.RequestEvent.VerifyRequested;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import java.util.ArrayList;

/** What people and machines may ask for, and what they are told otherwise. */
final class RequestRules {

    static final String KNOWN_APPLICATION = "a plan holds for the application";
    static final String ONE_RUN = "one run per application";
    static final String KNOWN_TARGET = "the target is a site of the plan";
    static final String ELSEWHERE = "the target is another site than the active one";
    static final String HEALTHY_PAIR = "a planned move needs a healthy pair";
    static final String NAMED = "a request names a person and a reason";
    static final String DRILLS = "a drill never passes where the real thing would not run";

    private RequestRules() {}

    static Decision decide(Recovery state, Signal.Heard heard, RequestEvent request) {
        if (state.handled().contains(Fact.identity(heard.envelope()))) {
            return Decision.ignore("the request was answered already");
        }
        if (request instanceof BackupRequested
                || request instanceof RestoreRequested
                || request instanceof VerifyRequested
                || request instanceof ExpireRequested) {
            return Decision.ignore("backup-service answers it");
        }
        if (state.situation() instanceof Situation.Unplanned) {
            return refuse(
                    state,
                    heard,
                    KNOWN_APPLICATION,
                    "Expected an application with a plan, but found '"
                            + request.application()
                            + "'; apply a plan first");
        }
        return switch (request) {
            case FailoverRequested r ->
                    move(
                            state,
                            heard,
                            r.planned(),
                            r.to() == null ? state.planInForce().recovery() : r.to(),
                            r.requestedBy(),
                            r.reason());
            case FailbackRequested r ->
                    move(
                            state,
                            heard,
                            true,
                            state.planInForce().primary(),
                            r.requestedBy(),
                            r.reason());
            case ResumeRequested r -> RunRequestRules.resume(state, heard, r);
            case CancelRequested r -> cancel(state, heard, r);
            case DrillRequested r ->
                    refuse(
                            state,
                            heard,
                            DRILLS,
                            "Expected a live request, but found a drill ("
                                    + r.kind()
                                    + "), for which there is no recipe");
            case BackupRequested _, RestoreRequested _, VerifyRequested _, ExpireRequested _ ->
                    Decision.ignore("backup-service answers it");
        };
    }

    private static Decision move(
            Recovery state,
            Signal.Heard heard,
            boolean planned,
            String to,
            String by,
            String reason) {
        var open = state.openRun();
        if (open.isPresent()) {
            return refuse(
                    state,
                    heard,
                    ONE_RUN,
                    "Expected no open run, but "
                            + open.get()
                            + " is open; wait for it, resume it or cancel it");
        }
        if (!state.planInForce().runsAt(to)) {
            return refuse(
                    state,
                    heard,
                    KNOWN_TARGET,
                    "Expected one of "
                            + state.planInForce().primary()
                            + ", "
                            + state.planInForce().recovery()
                            + ", but found '"
                            + to
                            + "'");
        }
        if (to.equals(state.active())) {
            return refuse(
                    state,
                    heard,
                    ELSEWHERE,
                    "Expected another site than the active one, but it runs at '"
                            + to
                            + "' already");
        }
        var suspect = state.situation() instanceof Situation.Suspect s ? s : null;
        if (planned && suspect != null) {
            return refuse(
                    state,
                    heard,
                    HEALTHY_PAIR,
                    "Expected '"
                            + state.active()
                            + "' to serve, but a quorum suspects it since "
                            + suspect.suspicion().since()
                            + "; ask for an unplanned failover");
        }
        var id = heard.envelope().id();
        if (planned) {
            boolean back = to.equals(state.planInForce().primary());
            return startOrAsk(
                    state,
                    heard,
                    new Move(
                            back ? RunKind.FAILBACK : RunKind.SWITCHOVER,
                            to,
                            by,
                            id,
                            reason,
                            Loss.NONE,
                            null,
                            null));
        }
        var outage = suspect == null ? heard.now() : SuspicionRules.latest(suspect.suspicion());
        return startOrAsk(
                state,
                heard,
                new Move(
                        RunKind.FAILOVER,
                        to,
                        by,
                        id,
                        reason,
                        Loss.estimate(state, heard.seen(), outage),
                        suspect == null ? null : suspect.suspicion().since(),
                        suspect == null ? null : suspect.suspicion()));
    }

    private static Decision startOrAsk(Recovery state, Signal.Heard heard, Move move) {
        var plan = state.planInForce();
        var reasons = new ArrayList<String>();
        if (plan.kafkaRequestsNeedApproval()) {
            reasons.add("nobody authenticated the request");
        }
        if (plan.decision() == DecisionMode.TWO_PERSON) {
            reasons.add("the plan asks for two persons");
        }
        boolean loss = !Loss.withinObjective(move.estimate(), plan);
        if (loss) {
            reasons.add(Loss.describe(move.estimate(), state));
        }
        return reasons.isEmpty()
                ? Decision.publish(Transition.REQUEST_STARTED, move.start(state))
                : Decision.publish(
                        Transition.REQUEST_ASKED,
                        move.propose(state, heard.now(), loss, String.join("; ", reasons)));
    }

    private static Decision cancel(Recovery state, Signal.Heard heard, CancelRequested r) {
        if (state.situation() instanceof Situation.Evaluating asked
                && asked.proposal().runId().equals(r.runId())) {
            return Decision.publish(
                    Transition.PROPOSAL_CANCELLED,
                    new RunAbandoned(
                            state.application(),
                            r.runId(),
                            "cancelled by " + r.requestedBy() + ": " + r.reason()));
        }
        return RunRequestRules.cancel(state, heard, r);
    }

    static Decision refuse(Recovery state, Signal.Heard heard, String rule, String detail) {
        return Decision.publish(
                Transition.REQUEST_REFUSED,
                new RequestRefused(state.application(), heard.envelope().id(), rule, detail));
    }
}
