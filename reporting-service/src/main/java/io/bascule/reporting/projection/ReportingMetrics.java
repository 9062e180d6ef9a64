package io.bascule.reporting.projection;

import io.bascule.contracts.plan.ApplicationPlan.Objectives;
import io.bascule.reporting.measure.Outage;
import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.measure.RunOutcome;
import io.bascule.reporting.measure.Standing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Gauges per application. {@code dr_rto_seconds}, {@code dr_rpo_seconds} and {@code
 * dr_lost_transactions} are those of the last completed run of each kind, {@code dr_objective_*}
 * those of the newest plan, {@code dr_*_exposure_seconds} and {@code dr_ready} the standing answer.
 * What is not known is NaN, never zero.
 */
@Component
class ReportingMetrics {

    private final MeterRegistry registry;
    private final Map<String, AtomicReference<Double>> values = new ConcurrentHashMap<>();

    ReportingMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void measured(Standing.Basis basis) {
        for (RunMeasurement run : basis.runs()) {
            if (run.outcome() == RunOutcome.COMPLETED) {
                String kind = run.kind().name().toLowerCase(Locale.ROOT);
                Outage outage = run.outage();
                set("dr.rto", "seconds", basis, kind, outage == null ? null : outage.seconds());
                set("dr.rpo", "seconds", basis, kind, run.loss().rpoSeconds());
                Long lost = run.loss().lost();
                set(
                        "dr.lost.transactions",
                        null,
                        basis,
                        kind,
                        lost == null ? null : lost.doubleValue());
            }
        }
        Objectives objectives = basis.objectives();
        if (objectives != null) {
            set("dr.objective.rto", basis, objectives.rto().toNanos() / 1e9);
            set("dr.objective.rpo", basis, objectives.rpo().toNanos() / 1e9);
        }
    }

    void standing(Standing standing) {
        gauge(
                "dr.rpo.exposure",
                "seconds",
                standing.application(),
                null,
                standing.rpoExposureSeconds());
        gauge(
                "dr.rto.exposure",
                "seconds",
                standing.application(),
                null,
                standing.rtoExposureSeconds());
        gauge("dr.ready", null, standing.application(), null, standing.ready() ? 1.0 : 0.0);
        var backup = standing.provenBackup();
        gauge(
                "dr.proven.backup.timestamp",
                "seconds",
                standing.application(),
                null,
                backup == null ? null : backup.snapshotAt().toEpochMilli() / 1e3);
    }

    private void set(String name, Standing.Basis basis, double value) {
        gauge(name, "seconds", basis.application(), null, value);
    }

    private void set(
            String name,
            @Nullable String unit,
            Standing.Basis basis,
            String kind,
            @Nullable Double value) {
        gauge(name, unit, basis.application(), kind, value);
    }

    private void gauge(
            String name,
            @Nullable String unit,
            String application,
            @Nullable String kind,
            @Nullable Double value) {
        values.computeIfAbsent(
                        name + " " + application + " " + kind,
                        _ -> {
                            var held = new AtomicReference<>(Double.NaN);
                            var gauge =
                                    Gauge.builder(name, held, AtomicReference::get)
                                            .tag("application", application);
                            if (kind != null) {
                                gauge.tag("kind", kind);
                            }
                            if (unit != null) {
                                gauge.baseUnit(unit);
                            }
                            gauge.register(registry);
                            return held;
                        })
                .set(value == null ? Double.NaN : value);
    }
}
