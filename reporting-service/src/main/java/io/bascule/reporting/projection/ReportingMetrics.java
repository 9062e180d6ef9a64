package io.bascule.reporting.projection;

import io.bascule.reporting.measure.Outage;
import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.measure.RunOutcome;
import io.bascule.reporting.measure.Standing;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What was measured and what would happen now, per application. What is not known is NaN, never
 * zero; beside a figure that may be unknown stands one that says whether it is.
 */
@Component
class ReportingMetrics {

    private final MeterRegistry registry;
    private final Map<String, AtomicReference<Double>> values = new ConcurrentHashMap<>();

    ReportingMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void measured(Standing.Basis basis) {
        var application = Tags.of("application", basis.application());
        for (RunMeasurement run : basis.runs()) {
            if (run.outcome() == RunOutcome.COMPLETED) {
                measured(run, application.and("kind", lower(run.kind())));
            }
        }
        basis.runs().stream()
                .filter(run -> run.outcome().isOver())
                .collect(
                        Collectors.groupingBy(
                                run ->
                                        application.and(
                                                "kind",
                                                lower(run.kind()),
                                                "outcome",
                                                lower(run.outcome())),
                                Collectors.counting()))
                .forEach(this::runs);
        var objectives = basis.objectives();
        objective("rto", application, objectives == null ? null : objectives.rto());
        objective("rpo", application, objectives == null ? null : objectives.rpo());
    }

    private void measured(RunMeasurement run, Tags tags) {
        Outage outage = run.outage();
        gauge(
                "dr.rto",
                "seconds",
                "How long the last completed run of this kind kept the application from serving",
                tags,
                outage == null ? null : outage.seconds());
        gauge(
                "dr.rpo",
                "seconds",
                "How much time of commits the last completed run of this kind lost",
                tags,
                run.loss().rpoSeconds());
        Long lost = run.loss().lost();
        gauge(
                "dr.lost.transactions",
                null,
                "Transactions that the last completed run of this kind lost",
                tags,
                lost == null ? null : lost.doubleValue());
    }

    private void objective(String name, Tags tags, @Nullable Duration objective) {
        gauge(
                "dr.objective." + name,
                "seconds",
                "The plan's objective",
                tags,
                objective == null ? null : objective.toNanos() / 1e9);
    }

    private void runs(Tags tags, long number) {
        held(
                        "dr.runs",
                        tags,
                        held ->
                                FunctionCounter.builder("dr.runs", held, AtomicReference::getPlain)
                                        .description("Runs that are over, by kind and outcome")
                                        .tags(tags)
                                        .register(registry))
                .set((double) number);
    }

    void standing(Standing standing) {
        var tags = Tags.of("application", standing.application());
        exposure("rpo", "What a failover now would lose", tags, standing.rpoExposureSeconds());
        exposure(
                "rto",
                "What a failover now would take, by the last measured one",
                tags,
                standing.rtoExposureSeconds());
        gauge(
                "dr.ready",
                null,
                "1 if nothing stands in the way of a recovery within the objectives",
                tags,
                standing.ready() ? 1.0 : 0.0);
        for (Standing.Gap gap : Standing.Gap.values()) {
            boolean found = standing.findings().stream().anyMatch(f -> f.gap() == gap);
            gauge(
                    "dr.readiness.gap",
                    null,
                    "1 for what stands in the way of a recovery within the objectives",
                    tags.and("gap", lower(gap)),
                    found ? 1.0 : 0.0);
        }
        var backup = standing.provenBackup();
        gauge(
                "dr.proven.backup.timestamp",
                "seconds",
                "State that the newest proven backup holds",
                tags,
                backup == null ? null : backup.snapshotAt().toEpochMilli() / 1e3);
    }

    private void exposure(String name, String description, Tags tags, @Nullable Double seconds) {
        gauge("dr." + name + ".exposure", "seconds", description, tags, seconds);
        gauge(
                "dr." + name + ".exposure.known",
                null,
                "1 if the exposure is known",
                tags,
                seconds == null ? 0.0 : 1.0);
    }

    private void gauge(
            String name,
            @Nullable String unit,
            String description,
            Tags tags,
            @Nullable Double value) {
        held(
                        name,
                        tags,
                        held ->
                                Gauge.builder(name, held, AtomicReference::get)
                                        .description(description)
                                        .baseUnit(unit)
                                        .tags(tags)
                                        .register(registry))
                .set(value == null ? Double.NaN : value);
    }

    private AtomicReference<Double> held(
            String name,
            Tags tags,
            java.util.function.Consumer<AtomicReference<Double>> registered) {
        return values.computeIfAbsent(
                name + " " + tags,
                _ -> {
                    var held = new AtomicReference<>(Double.NaN);
                    registered.accept(held);
                    return held;
                });
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
