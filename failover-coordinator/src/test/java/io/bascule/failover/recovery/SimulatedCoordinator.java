package io.bascule.failover.recovery;

import static io.bascule.failover.recovery.Samples.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The shell in miniature: decides, keeps facts, forgets everything else when it restarts. */
final class SimulatedCoordinator {

    private record Heard(
            boolean unhealthy, boolean counts, String site, Instant saidAt, Instant heardAt) {}

    final List<Fact> facts = new ArrayList<>();
    final Set<Transition> taken = EnumSet.noneOf(Transition.class);
    private final Invariants invariants;
    private final Duration staleAfter;
    private final Map<String, Heard> voices = new HashMap<>();
    Recovery state = Recovery.unplanned(ORDERS);
    private Sightings seen = Sightings.NONE;
    Duration skew = Duration.ZERO;
    long upAt;

    SimulatedCoordinator(Invariants invariants, Duration staleAfter) {
        this.invariants = invariants;
        this.staleAfter = staleAfter;
    }

    /** A successor begins with the facts; it must stand where its predecessor stood. */
    void restart(Duration newSkew, long readyAt) {
        var replayed = Recovery.unplanned(ORDERS);
        for (var fact : facts) {
            replayed = RecoveryDecider.evolve(replayed, fact);
        }
        assertThat(replayed).as("rule 7: facts alone give the state").isEqualTo(state);
        assertThat(RecoveryDecider.outstanding(replayed))
                .as("rule 7: the same command is outstanding")
                .isEqualTo(RecoveryDecider.outstanding(state));
        state = replayed;
        seen = Sightings.NONE;
        voices.clear();
        skew = newSkew;
        upAt = readyAt;
    }

    boolean hear(Instant world, EventEnvelope<?> envelope) {
        var now = world.plus(skew);
        var plan = state.plan();
        seen = seen.hear(now, envelope, plan == null ? null : plan.suspicion());
        note(now, envelope);
        return act(new Signal.Heard(now, seen, envelope), envelope);
    }

    boolean tick(Instant world) {
        return act(new Signal.Tick(world.plus(skew), seen), null);
    }

    private boolean act(Signal signal, @Nullable EventEnvelope<?> cause) {
        if (!(RecoveryDecider.decide(state, signal) instanceof Decision.Publish publish)) {
            return false;
        }
        var before = state;
        for (var event : publish.facts()) {
            var fact = new Fact(signal.now(), cause, event);
            facts.add(fact);
            state = RecoveryDecider.evolve(state, fact);
            if (event instanceof SuspicionRaised raised) {
                quorumWasHeard(signal.now(), raised);
            }
            invariants.on(fact);
            if (event instanceof RunCompleted) {
                seen = Sightings.NONE;
                voices.clear();
            }
        }
        taken.add(publish.transition());
        Conformance.check(before, cause, publish, state);
        return true;
    }

    private void note(Instant now, EventEnvelope<?> envelope) {
        switch (envelope.event()) {
            case SiteUnhealthy u -> {
                boolean counts =
                        !u.observerSite().equals(u.site())
                                || u.evidence()
                                        == io.bascule.contracts.event.HealthEvent.Evidence.PROCESS;
                note(
                        u.observer() + " of " + u.site(),
                        new Heard(true, counts, u.site(), envelope.time(), now));
            }
            case SiteHealthy h ->
                    note(
                            h.observer() + " of " + h.site(),
                            new Heard(false, true, h.site(), envelope.time(), now));
            default -> {}
        }
    }

    private void note(String observer, Heard heard) {
        var before = voices.get(observer);
        boolean late =
                before != null
                        && heard.saidAt().isBefore(before.saidAt())
                        && before.site().equals(heard.site())
                        && Duration.between(before.heardAt(), heard.heardAt()).compareTo(staleAfter)
                                <= 0;
        if (!late) {
            voices.put(observer, heard);
        }
    }

    /** Rules 4 and 8: two fresh voices of observers that count; unknown is no voice. */
    private void quorumWasHeard(Instant now, SuspicionRaised raised) {
        long fresh =
                raised.observations().stream()
                        .map(o -> o.observer() + " of " + raised.site())
                        .distinct()
                        .map(voices::get)
                        .filter(v -> v != null && v.unhealthy() && v.counts())
                        .filter(v -> v.site().equals(raised.site()))
                        .filter(v -> Duration.between(v.heardAt(), now).compareTo(staleAfter) <= 0)
                        .count();
        Invariants.check(fresh >= 2, "rule 4 and 8: a quorum of fresh voices");
    }
}
