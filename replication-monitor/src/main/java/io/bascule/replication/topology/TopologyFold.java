package io.bascule.replication.topology;

import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.StepKind;
import io.bascule.contracts.plan.ApplicationPlan;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Folds plans and the coordinator's facts into what is to be watched. Plans and facts come from two
 * topics, so either may be read first: a plan counts once it is known <em>and</em> accepted.
 *
 * <p>Not for several threads.
 */
public final class TopologyFold {

    /** Plans kept per application that are not the accepted one; the oldest goes first. */
    private static final int PLANS_KEPT = 8;

    private static final class Entry {
        final Map<String, ApplicationPlan> plans =
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, ApplicationPlan> e) {
                        return size() > PLANS_KEPT;
                    }
                };
        @Nullable String acceptedHash;
        @Nullable ApplicationPlan accepted;
        @Nullable String activeSite;
        long epoch;
        long settledEpoch;
    }

    private final Map<String, Entry> entries = new HashMap<>();

    /** What is to be watched of the event's application now; empty as long as that is not known. */
    public Optional<Topology> fold(Event event) {
        return switch (event) {
            case PlanApplied p -> {
                var entry = of(p.application());
                entry.plans.put(p.planHash(), p.plan());
                yield topology(entry);
            }
            case RecoveryEvent r -> {
                var entry = of(r.subject());
                fold(entry, r);
                yield topology(entry);
            }
            default -> Optional.empty();
        };
    }

    private Entry of(String application) {
        return entries.computeIfAbsent(application, _ -> new Entry());
    }

    private static void fold(Entry entry, RecoveryEvent event) {
        switch (event) {
            case PlanAccepted p -> {
                entry.acceptedHash = p.planHash();
                entry.activeSite = p.activeSite();
                entry.epoch = Math.max(entry.epoch, p.epoch());
            }
            case RunStarted r -> entry.epoch = Math.max(entry.epoch, r.epoch());
            case StepCompleted s -> {
                entry.epoch = Math.max(entry.epoch, s.epoch());
                if (s.step() == StepKind.PROMOTE) {
                    entry.activeSite = s.site();
                    entry.settledEpoch = Math.max(entry.settledEpoch, s.epoch());
                }
            }
            case RunCompleted r -> {
                entry.epoch = Math.max(entry.epoch, r.epoch());
                entry.settledEpoch = Math.max(entry.settledEpoch, r.epoch());
                entry.activeSite = r.activeSite();
            }
            default -> {
                // The other facts do not move what is watched.
            }
        }
    }

    private static Optional<Topology> topology(Entry entry) {
        if (entry.acceptedHash != null) {
            var plan = entry.plans.get(entry.acceptedHash);
            if (plan != null) {
                entry.accepted = plan;
            }
        }
        if (entry.accepted == null || entry.activeSite == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Topology(entry.accepted, entry.activeSite, entry.epoch, entry.settledEpoch));
    }
}
