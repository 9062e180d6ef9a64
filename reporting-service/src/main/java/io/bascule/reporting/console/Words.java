package io.bascule.reporting.console;

import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.reporting.measure.RunOutcome;
import io.bascule.reporting.report.Format;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What templates ask for to say things in people's words. */
public final class Words {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Format format = new Format();

    /** Seconds with a fitting number of digits; "unknown" if absent. */
    public String seconds(@Nullable Double seconds) {
        return format.seconds(seconds);
    }

    /** An objective: whole seconds as such. */
    public String objective(@Nullable Double seconds) {
        return format.objective(seconds);
    }

    /** Bytes with a decimal unit. */
    public String bytes(@Nullable Long bytes) {
        return format.bytes(bytes);
    }

    /** A number in groups of three. */
    public String count(long count) {
        return format.count(count);
    }

    /** Time of day with milliseconds, in UTC. */
    public String millis(@Nullable Instant instant) {
        return format.time(instant);
    }

    /** Date and time to the second, in UTC. */
    public String dateTime(@Nullable Instant instant) {
        return instant == null ? "unknown" : SECONDS.format(instant);
    }

    /** The date in UTC. */
    public String date(Instant instant) {
        return DATE.format(instant);
    }

    /** Time of day to the second, in UTC. */
    public String clock(@Nullable Instant instant) {
        return instant == null ? "unknown" : CLOCK.format(instant);
    }

    /** A name of the code in people's words. */
    public String words(Object name) {
        return format.words(name);
    }

    /** The same with a capital first letter. */
    public String title(Object name) {
        String words = words(name);
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** How a run stands. */
    static Badge outcome(RunOutcome outcome) {
        return switch (outcome) {
            case PROPOSED -> new Badge(Tone.ASK, "waits for a person");
            case RUNNING -> new Badge(Tone.BUSY, "running");
            case HALTED -> new Badge(Tone.BAD, "halted");
            case COMPLETED -> new Badge(Tone.GOOD, "completed");
            case ROLLED_BACK -> new Badge(Tone.WARN, "rolled back");
            case ABANDONED -> new Badge(Tone.QUIET, "given up");
        };
    }

    /** What a run is, in a word. */
    static String kind(RunKind kind) {
        return switch (kind) {
            case FAILOVER -> "Failover";
            case SWITCHOVER -> "Planned move";
            case FAILBACK -> "Failback";
        };
    }
}
