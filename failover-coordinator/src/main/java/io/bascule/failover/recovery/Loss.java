package io.bascule.failover.recovery;

import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.plan.ApplicationPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What a promotion would lose, fixed at the start of the outage: it does not grow by deciding. */
final class Loss {

    /**
     * The sources of a planned move are stopped and caught up with before the target is promoted.
     */
    static final LossEstimate NONE = new LossEstimate(LagQuality.EXACT, 0.0, 0L, null);

    private static final LossEstimate UNKNOWN =
            new LossEstimate(LagQuality.UNKNOWN, null, null, null);

    private Loss() {}

    /** The estimate for a promotion of the standby after an outage that began then. */
    static LossEstimate estimate(Recovery state, Sightings seen, Instant outageStart) {
        var lag = seen.lag().orElse(null);
        boolean ofThisPair =
                lag != null
                        && state.fork() == null
                        && lag.sourceSite().equals(state.active())
                        && lag.replicaSite().equals(state.standby());
        if (lag == null || !ofThisPair) {
            return UNKNOWN;
        }
        double seconds = lag.sample().stalenessAt(outageStart).toNanos() / 1e9;
        return new LossEstimate(lag.quality(), seconds, lag.sample().lagBytes(), lag.eventId());
    }

    /** Whether no person needs to accept it. */
    static boolean withinObjective(LossEstimate estimate, ApplicationPlan plan) {
        return estimate.atMostSeconds() != null
                && estimate.quality() != LagQuality.UNKNOWN
                && estimate.atMostSeconds() <= seconds(plan.objectives().rpo());
    }

    /** Staleness and objective, in words. */
    static String describe(LossEstimate estimate, Recovery state) {
        String objective =
                String.format(
                        Locale.ROOT,
                        "the objective allows %.1f s",
                        seconds(state.planInForce().objectives().rpo()));
        if (estimate.atMostSeconds() == null) {
            String why =
                    state.fork() == null
                            ? "how stale " + state.standby() + " is, is unknown"
                            : state.standby()
                                    + " was left by "
                                    + state.fork().runId()
                                    + " and was not rewound since: its staleness is unknown";
            return why + "; " + objective;
        }
        return String.format(
                Locale.ROOT,
                "%s is up to %.1f s stale; %s",
                state.standby(),
                estimate.atMostSeconds(),
                objective);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
