package io.bascule.failover.recovery;

import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.PlanRefused;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.ApplicationPlan.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether a plan may hold from now on. */
final class PlanRules {

    private PlanRules() {}

    static Decision decide(Recovery state, PlanApplied applied) {
        var plan = applied.plan();
        if (applied.planHash().equals(state.planHash()) && plan.equals(state.plan())) {
            return accept(Transition.PLAN_REPEATED, state, applied, state.active());
        }
        var reasons = contradictions(applied);
        switch (state.situation()) {
            case Situation.Unplanned _ -> {}
            case Situation.Steady _, Situation.Suspect _ -> {
                if (!plan.runsAt(state.active())) {
                    reasons.add(
                            "Expected the site where the application runs now, '"
                                    + state.active()
                                    + "', as primary or recovery, but found "
                                    + plan.primary()
                                    + " and "
                                    + plan.recovery()
                                    + "; move it first");
                }
            }
            case Situation.Evaluating _, Situation.Running _, Situation.Halted _ ->
                    reasons.add(
                            "Expected no open run, but "
                                    + state.runId(state.numbered())
                                    + " is open; apply the plan again when it is over");
        }
        if (!reasons.isEmpty()) {
            return Decision.publish(
                    Transition.PLAN_REFUSED,
                    new PlanRefused(state.application(), applied.planHash(), reasons));
        }
        return state.situation() instanceof Situation.Unplanned
                ? accept(Transition.PLAN_ACCEPTED, state, applied, plan.primary())
                : accept(Transition.PLAN_CHANGED, state, applied, state.active());
    }

    private static Decision accept(
            Transition transition, Recovery state, PlanApplied applied, String active) {
        return Decision.publish(
                transition,
                new PlanAccepted(state.application(), applied.planHash(), state.epoch(), active));
    }

    private static List<String> contradictions(PlanApplied applied) {
        var plan = applied.plan();
        var reasons = new ArrayList<String>();
        if (!plan.name().equals(applied.application())) {
            reasons.add(
                    "Expected the plan of '"
                            + applied.application()
                            + "', but found that of '"
                            + plan.name()
                            + "'");
        }
        if (plan.strategy() != Strategy.WARM_STANDBY) {
            reasons.add(
                    "Expected strategy warm-standby, the one with a recipe, but found "
                            + plan.strategy());
        }
        if (plan.primary().equals(plan.recovery())) {
            reasons.add("Expected two sites, but primary and recovery are both " + plan.primary());
        }
        for (String site : List.of(plan.primary(), plan.recovery())) {
            if (!plan.database().sites().containsKey(site)) {
                reasons.add("Expected a database server at site '" + site + "', but found none");
            }
        }
        if (plan.suspicion().quorum() < 2) {
            reasons.add(
                    "Expected a quorum of at least 2 observers, but found "
                            + plan.suspicion().quorum()
                            + ": one observer never causes a failover");
        }
        positive(reasons, "suspicion.staleAfter", plan.suspicion().staleAfter());
        positive(reasons, "evaluation", plan.evaluation());
        positive(reasons, "stepTimeout", plan.stepTimeout());
        notNegative(reasons, plan);
        return reasons;
    }

    private static void positive(List<String> reasons, String what, Duration found) {
        if (!found.isPositive()) {
            reasons.add("Expected " + what + " to be more than 0, but found " + found);
        }
    }

    private static void notNegative(List<String> reasons, ApplicationPlan plan) {
        if (plan.suspicion().after().isNegative()
                || plan.cooldown().isNegative()
                || plan.objectives().rpo().isNegative()) {
            reasons.add(
                    "Expected suspicion.after, cooldown and rpo to be at least 0, but found "
                            + plan.suspicion().after()
                            + ", "
                            + plan.cooldown()
                            + " and "
                            + plan.objectives().rpo());
        }
    }
}
