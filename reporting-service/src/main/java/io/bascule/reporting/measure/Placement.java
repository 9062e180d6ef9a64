package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.HealthEvent.FrontDoorRestored;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.SuspicionCleared;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.contracts.event.ReplicationEvent.ReplicationBroken;
import io.bascule.contracts.event.ReplicationEvent.ReplicationRestored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an application runs, and what stands in its way, as its facts say; it changes with facts,
 * not with time.
 *
 * @param plan the newest that was applied
 * @param active site that the coordinator named last
 * @param said the newest statement of each observer about each site of the application
 * @param doorClosed the outage that the front door's canary is in
 * @param streamBroken the standby does not receive
 * @param suspicion the suspicion that was raised and neither cleared nor answered by a run
 */
public record Placement(
        String application,
        @Nullable PlanApplied plan,
        @Nullable String active,
        List<Voice> said,
        @Nullable EventEnvelope<FrontDoorInterrupted> doorClosed,
        @Nullable EventEnvelope<ReplicationBroken> streamBroken,
        @Nullable EventEnvelope<SuspicionRaised> suspicion) {

    public Placement {
        said = List.copyOf(said);
    }

    /** What these facts say. */
    public static Placement of(ApplicationFacts facts) {
        PlanApplied plan = null;
        String active = null;
        EventEnvelope<FrontDoorInterrupted> door = null;
        EventEnvelope<ReplicationBroken> stream = null;
        EventEnvelope<SuspicionRaised> suspicion = null;
        Map<String, Voice> said = new LinkedHashMap<>();
        for (EventEnvelope<?> envelope : facts.all()) {
            switch (envelope.event()) {
                case PlanApplied e -> plan = e;
                case PlanAccepted e -> active = e.activeSite();
                case RunCompleted e -> {
                    active = e.activeSite();
                    suspicion = null;
                }
                case FrontDoorInterrupted _ -> door = typed(envelope);
                case FrontDoorRestored _ -> door = null;
                case ReplicationBroken _ -> stream = typed(envelope);
                case ReplicationRestored _ -> stream = null;
                case SuspicionRaised _ -> suspicion = typed(envelope);
                case SuspicionCleared _ -> suspicion = null;
                default -> Voice.of(envelope).ifPresent(voice -> said.put(voice.key(), voice));
            }
        }
        return new Placement(
                facts.application(),
                plan,
                active,
                List.copyOf(said.values()),
                door,
                stream,
                suspicion);
    }

    /** The two sites it can run at, the primary first; none without a plan. */
    public List<String> sites() {
        return plan == null ? List.of() : List.of(plan.plan().primary(), plan.plan().recovery());
    }

    @SuppressWarnings("unchecked") // the caller has just looked at the event's class
    private static <E extends io.bascule.contracts.event.Event> EventEnvelope<E> typed(
            EventEnvelope<?> envelope) {
        return (EventEnvelope<E>) envelope;
    }
}
