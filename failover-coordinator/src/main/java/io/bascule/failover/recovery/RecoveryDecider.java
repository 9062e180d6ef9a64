package io.bascule.failover.recovery;

import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.CommandEvent;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.LedgerEvent;
import io.bascule.contracts.event.NotificationEvent;
import io.bascule.contracts.event.PlanEvent.BackupsApplied;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.ReplicationEvent;
import io.bascule.contracts.event.ReportEvent;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.event.StepEvent;
import java.util.List;
import java.util.Optional;

/**
 * The whole brain of the coordinator.
 *
 * <pre>
 *              quorum lasts             GO
 *   Steady ─────────────────▶ Evaluating ──▶ Running ──step failed, overdue──▶ Halted
 *    ▲ ▲ │                       │           ▲ │  ▲                              │
 *    │ │ └──automatic, in time───┼───────────┘ │  └───resume, skip, roll back────┘
 *    │ └──healthy── Suspect ◀────┘ NO-GO, late │
 *    └──────────────────last step true─────────┘
 * </pre>
 *
 * Every row with its condition stands in {@link Transition}.
 */
public final class RecoveryDecider {

    private RecoveryDecider() {}

    /** What follows from a signal in this state. Changes nothing. */
    public static Decision decide(Recovery state, Signal signal) {
        return switch (signal) {
            case Signal.Tick tick -> onTime(state, tick);
            case Signal.Heard heard -> onEvent(state, heard);
        };
    }

    /**
     * The state after a fact. Never validates and never decides: the decision was made when the
     * fact was published.
     */
    public static Recovery evolve(Recovery state, Fact fact) {
        return Evolution.apply(state, fact);
    }

    /** The state after all facts of a decision, in their order. */
    public static Recovery evolve(Recovery state, Signal signal, List<RecoveryEvent> facts) {
        var cause = signal instanceof Signal.Heard heard ? heard.envelope() : null;
        for (var fact : facts) {
            state = evolve(state, new Fact(signal.now(), cause, fact));
        }
        return state;
    }

    /** The one command that is outstanding in this state, if any; always the same for a state. */
    public static Optional<StepCommanded> outstanding(Recovery state) {
        return state.situation() instanceof Situation.Running running
                ? Optional.of(Commands.of(state, running.run()))
                : Optional.empty();
    }

    private static Decision onTime(Recovery state, Signal.Tick tick) {
        return switch (state.situation()) {
            case Situation.Unplanned _, Situation.Halted _ -> Decision.ignore("nothing is due");
            case Situation.Running running -> StepRules.onTime(state, running.run(), tick.now());
            case Situation.Evaluating asked when !tick.now().isBefore(asked.proposal().until()) ->
                    ApprovalRules.expire(state, asked);
            case Situation.Steady _, Situation.Suspect _, Situation.Evaluating _ ->
                    SuspicionRules.decide(state, tick);
        };
    }

    private static Decision onEvent(Recovery state, Signal.Heard heard) {
        return switch (heard.envelope().event()) {
            case PlanApplied plan -> PlanRules.decide(state, plan);
            case HealthEvent _ -> SuspicionRules.decide(state, heard);
            case RequestEvent request -> RequestRules.decide(state, heard, request);
            case ApprovalGiven approval -> ApprovalRules.decide(state, heard, approval);
            case StepEvent report -> StepRules.decide(state, report);
            case ReplicationEvent _ -> Decision.ignore("lag is an input of decisions, not a cause");
            case BackupsApplied _,
                    BackupEvent _,
                    LedgerEvent _,
                    RecoveryEvent _,
                    CommandEvent _,
                    ReportEvent _,
                    NotificationEvent _ ->
                    Decision.ignore("no concern of the coordinator");
        };
    }
}
