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

    /** The run starts now, under a new epoch. */
    RunStarted start(Recovery state) {
        return started(state, state.numbered() + 1, this, List.of());
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

    /** A proposed run starts, as it was proposed. */
    static RunStarted start(
            Recovery state, Situation.Evaluating asked, Collection<String> answers) {
        var p = asked.proposal();
        // The proposal took the highest number, and nothing is numbered while it waits.
        return started(
                state,
                state.numbered(),
                new Move(
                        p.kind(),
                        p.to(),
                        p.requestedBy(),
                        p.requestId(),
                        p.reason(),
                        p.estimate(),
                        p.outageSince(),
                        asked.suspicion()),
                answers);
    }

    private static RunStarted started(
            Recovery state, long epoch, Move move, Collection<String> answers) {
        var plan = state.planInForce();
        var decidedFrom = new ArrayList<String>();
        if (move.suspicion() != null) {
            move.suspicion().observations().stream()
                    .map(Observation::eventId)
                    .forEach(decidedFrom::add);
        }
        if (move.estimate().lagEventId() != null) {
            decidedFrom.add(move.estimate().lagEventId());
        }
        if (move.requestId() != null) {
            decidedFrom.add(move.requestId());
        }
        decidedFrom.addAll(answers);
        boolean forked = state.fork() != null && state.fork().left().equals(move.to());
        return new RunStarted(
                state.application(),
                state.runId(epoch),
                epoch,
                move.kind(),
                state.active(),
                move.to(),
                Recipes.steps(move.kind(), state.active(), move.to(), plan.witness(), forked),
                move.requestedBy(),
                move.requestId(),
                move.reason(),
                state.planHash(),
                move.estimate(),
                move.outageSince(),
                decidedFrom);
    }
}
