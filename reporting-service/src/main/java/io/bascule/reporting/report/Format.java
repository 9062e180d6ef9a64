package io.bascule.reporting.report;

import io.bascule.contracts.event.ReportEvent.LossFigure;
import io.bascule.reporting.measure.Loss;
import io.bascule.reporting.measure.Outage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures in words. What is not known is said so. */
public final class Format {

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String UNKNOWN = "unknown";

    /** How many interruptions an outage consisted of; empty for the ordinary one. */
    public String interruptions(Outage outage) {
        return outage.interruptions() == 1
                ? ""
                : ", in " + outage.interruptions() + " interruptions";
    }

    /** Seconds with a fitting number of digits. */
    public String seconds(@Nullable Double seconds) {
        if (seconds == null) {
            return UNKNOWN;
        }
        double magnitude = Math.abs(seconds);
        if (magnitude >= 120) {
            return duration(seconds);
        }
        return String.format(
                Locale.ROOT,
                magnitude >= 10 ? "%.1f s" : magnitude >= 1 || magnitude == 0 ? "%.2f s" : "%.3f s",
                seconds);
    }

    /** An objective: whole seconds as such. */
    public String objective(@Nullable Double seconds) {
        return seconds != null && seconds < 120 && seconds == Math.rint(seconds)
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : seconds(seconds);
    }

    private static String duration(double seconds) {
        var d = Duration.ofMillis(Math.round(seconds * 1_000));
        return d.toHours() > 0
                ? String.format(Locale.ROOT, "%d h %02d min", d.toHours(), d.toMinutesPart())
                : String.format(Locale.ROOT, "%d min %02d s", d.toMinutes(), d.toSecondsPart());
    }

    /** Date and time with milliseconds, in UTC. */
    public String dateTime(@Nullable Instant instant) {
        return instant == null ? UNKNOWN : DATE_TIME.format(instant);
    }

    /** Time of day with milliseconds, in UTC. */
    public String time(@Nullable Instant instant) {
        return instant == null ? "" : TIME.format(instant);
    }

    /** Bytes with a decimal unit. */
    public String bytes(@Nullable Long bytes) {
        if (bytes == null) {
            return UNKNOWN;
        }
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1_000 && unit < 4) {
            value /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", value, "kMGTP".charAt(unit));
    }

    /** A number in groups of three. */
    public String count(@Nullable Long count) {
        return count == null ? UNKNOWN : String.format(Locale.ROOT, "%,d", count);
    }

    /** How many transactions were lost, as far as it is known. */
    public String lost(Loss loss) {
        if (loss.figure() == LossFigure.EXACT) {
            return count(loss.lost());
        }
        return loss.atLeast() == null ? UNKNOWN : "≥ " + count(loss.atLeast());
    }

    /** RPO, as far as it is known. */
    public String rpo(Loss loss) {
        if (loss.rpoSeconds() != null) {
            return seconds(loss.rpoSeconds());
        }
        return loss.rpoAtMostSeconds() == null ? UNKNOWN : "≤ " + seconds(loss.rpoAtMostSeconds());
    }

    /** A name of the code in people's words. */
    public String words(Object name) {
        return name.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The first characters of a hash or an id. */
    public String brief(@Nullable String hash) {
        return hash == null ? "" : hash.length() <= 12 ? hash : hash.substring(0, 12) + "…";
    }
}
