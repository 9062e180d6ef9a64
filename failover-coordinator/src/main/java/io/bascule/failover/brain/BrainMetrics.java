package io.bascule.failover.brain;

import io.bascule.failover.recovery.Phase;
import io.bascule.failover.recovery.Transition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code dr_recovery_phase{application,phase}} is 1 for the phase an application is in and has no
 * series for the others; {@code dr_recovery_decisions_total{transition}} counts decisions.
 */
final class BrainMetrics {

    private final MeterRegistry registry;
    private final MultiGauge phase;
    private final Map<String, Phase> phases = new ConcurrentHashMap<>();
    private volatile boolean changed;

    BrainMetrics(MeterRegistry registry) {
        this.registry = registry;
        phase =
                MultiGauge.builder("dr.recovery.phase")
                        .description("1 for the phase the application is in")
                        .register(registry);
    }

    void decided(String application, Transition transition, Phase now) {
        registry.counter(
                        "dr.recovery.decisions",
                        "transition",
                        transition.name().toLowerCase(Locale.ROOT))
                .increment();
        phase(application, now);
    }

    void phase(String application, Phase now) {
        if (phases.put(application, now) != now) {
            changed = true;
        }
    }

    void gone(String application) {
        if (phases.remove(application) != null) {
            changed = true;
        }
    }

    /** Brings the gauges up to date; all of them at once, so not with every decision. */
    synchronized void show() {
        if (!changed) {
            return;
        }
        changed = false;
        phase.register(
                phases.entrySet().stream()
                        .map(e ->
                                MultiGauge.Row.of(
                                        Tags.of(
                                                "application",
                                                e.getKey(),
                                                "phase",
                                                e.getValue().name().toLowerCase(Locale.ROOT)),
                                        1))
                        .toList(),
                true);
    }
}
