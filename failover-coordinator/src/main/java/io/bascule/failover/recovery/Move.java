package io.bascule.failover.recovery;

import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.RecoveryEvent.Observation;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A move that is about to be started or proposed: what both facts say.
 *
 * @param suspicion what it answers; null if nothing is suspected
 */
record Move(
        RunKind kind,
        String to,
        String requestedBy,
        @Nullable String requestId,
        String reason,
        LossEstimate estimate,
        @Nullable Instant outageSince,
        @Nullable SuspicionRaised suspicion) {

    /** Who asks when nobody does. */
    static final String AUTOMATIC = "automatic";

    /** What was proposed, with what is known of its loss. */
    static Move of(Situation.Evaluating asked, LossEstimate estimate) {
        var p = asked.proposal();
        return new Move(
                p.kind(),
                p.to(),
                p.requestedBy(),
                p.requestId(),
                p.reason(),
                estimate,
                p.outageSince(),
                asked.suspicion());
    }

    /** The run starts now, under a new epoch. */
    RunStarted start(Recovery state) {
        return start(state, state.numbered() + 1, List.of());
    }

    /** The run is proposed, and a person is asked for this reason. */
    ApprovalAwaited propose(Recovery state, Instant now, boolean lossToBeAccepted, String why) {
        return new ApprovalAwaited(
                state.application(),
                state.runId(state.numbered() + 1),
                kind,
                state.active(),
                to,
                lossToBeAccepted,
                why,
                estimate,
                now.plus(state.planInForce().evaluation()),
                requestId,
                requestedBy,
                outageSince);
    }

    /**
     * The run starts now, under the epoch that its proposal took.
     *
     * @param answers ids of the approvals
     */
    RunStarted start(Recovery state, long epoch, Collection<String> answers) {
        var plan = state.planInForce();
        var decidedFrom = new ArrayList<String>();
        if (suspicion != null) {
            suspicion.observations().stream().map(Observation::eventId).forEach(decidedFrom::add);
        }
        if (estimate.lagEventId() != null) {
            decidedFrom.add(estimate.lagEventId());
        }
        if (requestId != null) {
            decidedFrom.add(requestId);
        }
        decidedFrom.addAll(answers);
        boolean forked = state.fork() != null && state.fork().left().equals(to);
        return new RunStarted(
                state.application(),
                state.runId(epoch),
                epoch,
                kind,
                state.active(),
                to,
                Recipes.steps(kind, state.active(), to, plan.witness(), forked),
                requestedBy,
                requestId,
                reason,
                state.planHash(),
                estimate,
                outageSince,
                decidedFrom);
    }
}
