package io.bascule.failover.recovery;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.ApprovalEvent;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.plan.ApplicationPlan;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was decided, when and because of what.
 *
 * @param at the time of the decision by the coordinator's clock
 * @param cause the event that led to it; null when time alone did
 * @param event what is said to everybody
 */
public record Fact(Instant at, @Nullable EventEnvelope<?> cause, RecoveryEvent event) {

    /** The plan that a {@code PlanAccepted} accepts: it names it by hash only. */
    Optional<ApplicationPlan> plan() {
        return cause != null && cause.event() instanceof PlanApplied applied
                ? Optional.of(applied.plan())
                : Optional.empty();
    }

    /** The identity of the request or approval that this fact answers, if it answers one. */
    Optional<String> request() {
        return cause != null
                        && (cause.event() instanceof RequestEvent
                                || cause.event() instanceof ApprovalEvent)
                ? Optional.of(identity(cause))
                : Optional.empty();
    }

    /** By which duplicates are known: source and id together. */
    static String identity(EventEnvelope<?> envelope) {
        return envelope.source() + " " + envelope.id();
    }
}
