package io.bascule.reporting.report;

import io.bascule.reporting.measure.Outage;
import io.bascule.reporting.measure.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The phases of an outage as bars, in percent of its length. */
final class PhaseChart {

    /** Below this share a bar has no room for its name. */
    private static final double ROOM_FOR_NAME = 9;

    private PhaseChart() {}

    /**
     * One bar.
     *
     * @param x left edge in percent
     * @param width in percent
     * @param label name, or empty if there is no room
     */
    public record Bar(String name, String x, String width, String middle, String label) {}

    static List<Bar> of(Outage outage, List<Phase> phases) {
        var bars = new ArrayList<Bar>();
        double total = Math.max(outage.seconds(), 1e-9);
        for (Phase phase : phases) {
            if (phase.seconds() == null || phase.from() == null) {
                continue;
            }
            double x = Duration.between(outage.startedAt(), phase.from()).toNanos() / 1e7 / total;
            double width = phase.seconds() * 100 / total;
            bars.add(
                    new Bar(
                            phase.name(),
                            percent(x),
                            percent(Math.max(0.15, width)),
                            percent(x + width / 2),
                            width >= ROOM_FOR_NAME ? phase.name() : ""));
        }
        return bars;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.3f%%", value);
    }
}
