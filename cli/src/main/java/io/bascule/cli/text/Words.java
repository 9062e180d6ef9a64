package io.bascule.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Figures and times as people read them; what is not known is said so. Times in the user's zone.
 */
public final class Words {

    public static final String UNKNOWN = "unknown";

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss zzz", Locale.ENGLISH);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ENGLISH);

    private Words() {}

    /** Date and time to the second, with the zone. */
    public static String dateTime(@Nullable Instant instant) {
        return instant == null ? UNKNOWN : DATE_TIME.format(instant.atZone(zone()));
    }

    /** The time of day to the millisecond; the zone is said once, by {@link #zoneName}. */
    public static String time(Instant instant) {
        return TIME.format(instant.atZone(zone()));
    }

    /** The zone that times are said in, such as {@code CET}. */
    public static String zoneName() {
        return DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH)
                .format(Instant.now().atZone(zone()));
    }

    private static ZoneId zone() {
        return ZoneId.systemDefault();
    }

    /** Seconds with a fitting number of digits. */
    public static String seconds(@Nullable Double seconds) {
        if (seconds == null) {
            return UNKNOWN;
        }
        double magnitude = Math.abs(seconds);
        if (magnitude >= 120) {
            return duration(Duration.ofMillis(Math.round(seconds * 1_000)));
        }
        if (seconds == Math.rint(seconds)) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        return String.format(Locale.ROOT, magnitude >= 10 ? "%.1f s" : "%.2f s", seconds);
    }

    /** A span in its two largest units. */
    public static String duration(Duration span) {
        if (span.isNegative()) {
            return "0 s";
        }
        if (span.toDays() > 0) {
            return span.toDays() + " d " + span.toHoursPart() + " h";
        }
        if (span.toHours() > 0) {
            return span.toHours() + " h " + span.toMinutesPart() + " min";
        }
        if (span.toMinutes() > 0) {
            return span.toMinutes() + " min " + span.toSecondsPart() + " s";
        }
        return span.toSeconds() + " s";
    }

    /** Bytes with a decimal unit. */
    public static String bytes(@Nullable Long bytes) {
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

    /** A name of the code in people's words. */
    public static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** A text on one line without control characters, so that it cannot play with the terminal. */
    public static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
