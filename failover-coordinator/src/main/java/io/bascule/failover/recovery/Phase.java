package io.bascule.failover.recovery;

import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.StepKind;

/** The runbook's names, derived from the state: for people, dashboards and reports. */
public enum Phase {
    UNPLANNED,
    STEADY,
    SUSPECT,
    EVALUATING,
    ACTIVATING,
    VALIDATING,
    COMMUNICATING,
    FAILED_OVER,
    REVERSING_REPLICATION,
    SYNCHRONIZING,
    SWITCHING,
    SHIFTING_TRAFFIC,
    HALTED;

    /** The phase a state is in. */
    public static Phase of(Recovery state) {
        return switch (state.situation()) {
            case Situation.Unplanned _ -> UNPLANNED;
            case Situation.Steady _ ->
                    state.active().equals(state.planInForce().primary()) ? STEADY : FAILED_OVER;
            case Situation.Suspect _ -> SUSPECT;
            case Situation.Evaluating _ -> EVALUATING;
            case Situation.Running running -> of(running.run().kind(), running.run().step().kind());
            case Situation.Halted _ -> HALTED;
        };
    }

    /** The phase in which a step of a run is taken. */
    public static Phase of(RunKind run, StepKind step) {
        return switch (step) {
            case VALIDATE -> VALIDATING;
            case COMMUNICATE -> COMMUNICATING;
            case FENCE -> ACTIVATING;
            case PROMOTE -> run == RunKind.FAILOVER ? ACTIVATING : SWITCHING;
            case REDIRECT -> run == RunKind.FAILOVER ? ACTIVATING : SHIFTING_TRAFFIC;
            case FOLLOW -> SHIFTING_TRAFFIC;
            case CAPTURE_TAIL, REWIND -> REVERSING_REPLICATION;
            case PREPARE_TARGET, CATCH_UP -> SYNCHRONIZING;
            case CHECKPOINT, CLOSE_LEDGER, HOLD_TRAFFIC, STOP_PRIMARY, REOPEN_PRIMARY -> SWITCHING;
        };
    }
}
