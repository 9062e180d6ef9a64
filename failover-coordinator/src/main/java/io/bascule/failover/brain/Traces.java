package io.bascule.failover.brain;

import io.bascule.backbone.Trace;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.Observation;
import io.bascule.contracts.event.RecoveryEvent.SuspicionCleared;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.failover.recovery.Recovery;
import io.bascule.failover.recovery.Sightings;
import io.bascule.failover.recovery.Situation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trace of each application's recovery, from what led to it to its end: the trace of the first
 * word against the site, or that of the request. It is kept beside the state, for most of a
 * recovery is decided by the clock or by somebody else's event, and a resumed run goes on in it.
 */
final class Traces {

    private final Map<String, String> open = new HashMap<>();

    /** The trace of a recovery that is under way; null outside of one. */
    @Nullable String of(String application) {
        return open.get(application);
    }

    /** What was kept with the state. */
    void restore(String application, @Nullable String traceparent) {
        if (traceparent != null) {
            open.put(application, traceparent);
        }
    }

    /** The trace that a fact belongs to; null for one of its own. */
    @Nullable String of(
            String application,
            RecoveryEvent fact,
            Sightings seen,
            @Nullable EventEnvelope<?> cause) {
        String led = cause == null ? null : cause.traceparent();
        if (fact instanceof SuspicionRaised raised) {
            String first =
                    raised.observations().stream()
                            .min(Comparator.comparing(Observation::since))
                            .flatMap(o -> seen.traceOf(o.eventId()))
                            .orElse(led);
            open.put(application, Trace.follow(first));
        } else if (!(fact instanceof SuspicionCleared) && Told.runOf(fact) == null) {
            // An answer to somebody, which is no part of the recovery that may be under way.
            return led;
        }
        return open.computeIfAbsent(application, _ -> Trace.follow(led));
    }

    /** A recovery that is over has no trace any more; the next one has its own. */
    void settle(Recovery state) {
        if (state.situation() instanceof Situation.Steady
                || state.situation() instanceof Situation.Unplanned) {
            open.remove(state.application());
        }
    }
}
