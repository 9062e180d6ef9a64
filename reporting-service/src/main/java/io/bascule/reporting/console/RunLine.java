package io.bascule.reporting.console;

import io.bascule.contracts.event.ReportEvent.LossFigure;
import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.report.Format;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run in figures, as lists show it.
 *
 * @param rto and its lower bound, in words
 * @param lossBadge how final the figure of loss is
 * @param awaiting what is still to come; empty if the figures are final
 */
public record RunLine(
        String runId,
        String application,
        String move,
        Badge badge,
        @Nullable Instant startedAt,
        String rto,
        String rtoNote,
        String phases,
        String lost,
        String rpo,
        Badge lossBadge,
        boolean complete,
        List<String> awaiting) {

    public RunLine {
        awaiting = List.copyOf(awaiting);
    }

    static RunLine of(RunMeasurement run) {
        var format = new Format();
        var outage = run.outage();
        return new RunLine(
                run.runId(),
                run.application(),
                Words.kind(run.kind()) + " " + run.from() + " → " + run.to(),
                Words.outcome(run.outcome()),
                run.startedAt(),
                format.seconds(outage == null ? null : outage.seconds()),
                outage == null
                        ? run.outageReason()
                        : "at least "
                                + format.seconds(outage.atLeastSeconds())
                                + format.interruptions(outage),
                run.phases().stream()
                        .filter(phase -> phase.seconds() != null)
                        .map(phase -> phase.name() + " " + format.seconds(phase.seconds()))
                        .collect(Collectors.joining(", ")),
                format.lost(run.loss()),
                format.rpo(run.loss()),
                loss(run.loss().figure()),
                run.complete(),
                run.awaiting());
    }

    private static Badge loss(LossFigure figure) {
        return new Badge(
                switch (figure) {
                    case EXACT -> Tone.GOOD;
                    case BOUNDS -> Tone.WARN;
                    case NONE -> Tone.UNKNOWN;
                },
                switch (figure) {
                    case EXACT -> "exact";
                    case BOUNDS -> "bounds so far";
                    case NONE ->
                            figure.name().toLowerCase(Locale.ROOT).replace("none", "no figure");
                });
    }
}
