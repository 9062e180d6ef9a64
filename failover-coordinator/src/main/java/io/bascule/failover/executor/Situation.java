package io.bascule.failover.executor;

import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.StepKind;
import org.jspecify.annotations.Nullable;

/**
 * Where an application stands, folded from the coordinator's facts.
 *
 * @param epoch the newest epoch heard of
 * @param activeSite the site that serves
 * @param running whether a run is under way
 * @param planHash the accepted plan; null before the first one
 */
public record Situation(long epoch, String activeSite, boolean running, @Nullable String planHash) {

    /** The situation after one more fact; facts of an older epoch say nothing new. */
    static @Nullable Situation after(@Nullable Situation before, RecoveryEvent fact) {
        return switch (fact) {
            case PlanAccepted f -> {
                if (before == null || f.epoch() >= before.epoch()) {
                    boolean running =
                            before != null && before.running() && before.epoch() == f.epoch();
                    yield new Situation(f.epoch(), f.activeSite(), running, f.planHash());
                }
                yield before;
            }
            case RunStarted f ->
                    isOld(before, f.epoch())
                            ? before
                            : new Situation(f.epoch(), f.from(), true, f.planHash());
            case StepCompleted f ->
                    f.step() != StepKind.PROMOTE || isOld(before, f.epoch())
                            ? before
                            : new Situation(f.epoch(), f.site(), true, hash(before));
            case RunCompleted f ->
                    isOld(before, f.epoch())
                            ? before
                            : new Situation(f.epoch(), f.activeSite(), false, hash(before));
            case RecoveryEvent.PlanRefused _,
                    RecoveryEvent.SuspicionRaised _,
                    RecoveryEvent.SuspicionCleared _,
                    RecoveryEvent.ApprovalAwaited _,
                    RecoveryEvent.ApprovalRecorded _,
                    RecoveryEvent.RunAbandoned _,
                    RecoveryEvent.RequestRefused _,
                    RecoveryEvent.RunHalted _,
                    RecoveryEvent.RunResumed _,
                    RecoveryEvent.StepSkipped _,
                    RecoveryEvent.RollbackStarted _ ->
                    before;
        };
    }

    private static boolean isOld(@Nullable Situation before, long epoch) {
        return before != null && epoch < before.epoch();
    }

    private static @Nullable String hash(@Nullable Situation before) {
        return before == null ? null : before.planHash();
    }
}
