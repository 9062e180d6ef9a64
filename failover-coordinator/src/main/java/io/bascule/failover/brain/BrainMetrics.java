package io.bascule.failover.brain;

import io.bascule.backbone.EventMeters;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.failover.recovery.Phase;
import io.bascule.failover.recovery.Recovery;
import io.bascule.failover.recovery.Transition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Where every application stands. {@code dr_recovery_phase} and {@code dr_recovery_active_site} are
 * 1 for the phase an application is in and the site it runs at, and have no series for the others.
 */
final class BrainMetrics {

    /** What is shown of an application. */
    private record Shown(Phase phase, String site, long epoch, int against) {}

    private final MeterRegistry registry;
    private final EventMeters events;
    private final MultiGauge phase;
    private final MultiGauge activeSite;
    private final MultiGauge epoch;
    private final MultiGauge against;
    private final Counter refused;
    private final Map<String, Shown> applications = new ConcurrentHashMap<>();
    private volatile boolean changed;

    BrainMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.events = new EventMeters(registry);
        phase = gauge("dr.recovery.phase", "1 for the phase the application is in");
        activeSite = gauge("dr.recovery.active.site", "1 for the site where the application runs");
        epoch = gauge("dr.recovery.epoch", "Fencing token of the newest run; never falls");
        against =
                gauge(
                        "dr.recovery.unhealthy.observers",
                        "Observers that find the application's active site unable to serve now");
        refused =
                Counter.builder("dr.recovery.requests.refused")
                        .description("Requests that a rule refused")
                        .register(registry);
        for (Transition transition : Transition.values()) {
            decisions(transition).increment(0);
        }
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    EventMeters events() {
        return events;
    }

    void decided(Transition transition, Recovery now) {
        decisions(transition).increment();
        state(now);
    }

    private Counter decisions(Transition transition) {
        return Counter.builder("dr.recovery.decisions")
                .description("Decisions, by the transition of the state machine")
                .tag("transition", transition.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    void said(RecoveryEvent fact) {
        if (fact instanceof RunHalted halted) {
            halts(halted.application()).increment();
        } else if (fact instanceof RequestRefused) {
            refused.increment();
        }
    }

    private Counter halts(String application) {
        return Counter.builder("dr.recovery.halts")
                .description("Times that a run of the application came to a standstill")
                .tag("application", application)
                .register(registry);
    }

    void state(Recovery state) {
        halts(state.application()).increment(0);
        var before = applications.get(state.application());
        show(
                state.application(),
                new Shown(
                        Phase.of(state),
                        state.active(),
                        state.epoch(),
                        before == null ? 0 : before.against()));
    }

    void observersAgainst(String application, int observers) {
        var before = applications.get(application);
        if (before != null && before.against() != observers) {
            show(application, new Shown(before.phase(), before.site(), before.epoch(), observers));
        }
    }

    private void show(String application, Shown now) {
        if (!now.equals(applications.put(application, now))) {
            changed = true;
        }
    }

    void gone(String application) {
        if (applications.remove(application) != null) {
            changed = true;
        }
    }

    /** Brings the gauges up to date; all of them at once, so not with every decision. */
    synchronized void show() {
        if (!changed) {
            return;
        }
        changed = false;
        rows(phase, s -> Tags.of("phase", s.phase().name().toLowerCase(Locale.ROOT)), _ -> 1);
        rows(activeSite, s -> Tags.of("site", s.site()), _ -> 1);
        rows(epoch, _ -> Tags.empty(), Shown::epoch);
        rows(against, s -> Tags.of("site", s.site()), Shown::against);
    }

    private void rows(
            MultiGauge gauge, Function<Shown, Tags> tags, Function<Shown, Number> figure) {
        gauge.register(
                applications.entrySet().stream()
                        .map(e ->
                                MultiGauge.Row.of(
                                        tags.apply(e.getValue()).and("application", e.getKey()),
                                        figure.apply(e.getValue())))
                        .toList(),
                true);
    }
}
