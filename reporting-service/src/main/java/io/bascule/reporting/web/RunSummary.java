package io.bascule.reporting.web;

import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.ReportEvent.LossFigure;
import io.bascule.reporting.measure.Figures;
import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.measure.RunOutcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in figures; absent means not known.
 *
 * @param complete whether no figure can still improve; the report is final then
 * @param awaiting what is still to come
 * @param reason why a figure is missing or only a bound
 * @param report path of its report
 */
public record RunSummary(
        String runId,
        String application,
        RunKind kind,
        String from,
        String to,
        long epoch,
        RunOutcome outcome,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Double rtoSeconds,
        @Nullable Double rtoAtLeastSeconds,
        Map<String, Double> phaseSeconds,
        LossFigure lossFigure,
        @Nullable Long lostTransactions,
        @Nullable Long lostTransactionsAtLeast,
        @Nullable Double rpoSeconds,
        @Nullable Double rpoAtMostSeconds,
        String reason,
        boolean complete,
        List<String> awaiting,
        String report) {

    static RunSummary of(RunMeasurement run) {
        var figures = Figures.of(run, "");
        var phases = new LinkedHashMap<String, Double>();
        run.phases()
                .forEach(phase -> {
                    if (phase.seconds() != null) {
                        phases.put(phase.name(), phase.seconds());
                    }
                });
        return new RunSummary(
                run.runId(),
                run.application(),
                run.kind(),
                run.from(),
                run.to(),
                run.epoch(),
                run.outcome(),
                run.startedAt(),
                run.endedAt(),
                figures.rtoSeconds(),
                figures.rtoAtLeastSeconds(),
                phases,
                figures.lossFigure(),
                figures.lostTransactions(),
                figures.lostTransactionsAtLeast(),
                figures.rpoSeconds(),
                figures.rpoAtMostSeconds(),
                figures.reason(),
                run.complete(),
                run.awaiting(),
                "/api/runs/" + run.runId() + "/report");
    }
}
