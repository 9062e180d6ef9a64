package io.bascule.reporting.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A figure against its objective.
 *
 * @param value in words; "unknown" if it is not known
 * @param verdict whether it is within its objective
 * @param objective in words; empty if there is none
 * @param percent of the objective, 0 to 100 and no more; absent if either is not known
 * @param basis where it comes from
 * @param at when that was; absent if never
 * @param valueAt the age of this is the value; absent if the value stands in words
 */
public record Figure(
        String name,
        String value,
        Badge verdict,
        String objective,
        @Nullable Integer percent,
        String basis,
        @Nullable Instant at,
        @Nullable Instant valueAt) {

    static Badge verdict(@Nullable Double value, @Nullable Double objective) {
        return value == null
                ? new Badge(Tone.UNKNOWN, "unknown")
                : objective == null
                        ? new Badge(Tone.UNKNOWN, "no objective")
                        : value <= objective
                                ? new Badge(Tone.GOOD, "within objective")
                                : new Badge(Tone.WARN, "beyond objective");
    }

    static @Nullable Integer percent(@Nullable Double value, @Nullable Double objective) {
        return value == null || objective == null || objective <= 0
                ? null
                : (int) Math.clamp(Math.ceil(value * 100 / objective), 1, 100);
    }
}
