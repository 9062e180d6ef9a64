package io.bascule.contracts.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;

/**
 * A schedule of five fields: minute, hour, day of month, month, day of week (0 and 7 are Sunday).
 * Each is {@code *}, a number, a range {@code a-b}, any of these with a step as in {@code
 * 10-50/20}, or a list of these; months and days of the week may be named ({@code jan}, {@code
 * mon}). If both kinds of day are restricted, a day of either kind is meant, as POSIX has it.
 *
 * <p>When the clocks change: a schedule of every hour goes on by elapsed time. Any other fires once
 * a day all the same: what falls into skipped time fires as much later as the clocks skip, and what
 * falls into repeated time fires the first time.
 */
public final class Cron {

    /** The 29th of February is at most 8 years away, so that a search always ends. */
    private static final int MOST_DAYS = 8 * 366 + 1;

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;

    private Cron(String text, String[] fields) {
        this.text = text;
        this.minutes = CronField.MINUTE.parse(fields[0]);
        this.hours = CronField.HOUR.parse(fields[1]);
        this.daysOfMonth = CronField.DAY_OF_MONTH.parse(fields[2]);
        this.months = CronField.MONTH.parse(fields[3]);
        this.daysOfWeek = CronField.DAY_OF_WEEK.parse(fields[4]);
        if (everyDayOfWeek()
                && months.stream()
                        .noneMatch(m -> daysOfMonth.nextSetBit(1) <= Month.of(m).maxLength())) {
            throw new IllegalArgumentException(
                    "Expected a schedule that comes true, but no month of '"
                            + fields[3]
                            + "' has a day '"
                            + fields[2]
                            + "'");
        }
    }

    /**
     * Reads the five fields.
     *
     * @throws IllegalArgumentException if it is not such a schedule, or names a day that never
     *     comes; the message says which field
     */
    public static Cron parse(String text) {
        String[] fields = text.strip().split("\\s+", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "Expected a schedule of five fields such as 0 */6 * * *, but found '"
                            + text
                            + "'");
        }
        return new Cron(text.strip(), fields);
    }

    /** The first time strictly after an instant at which the schedule fires, in a zone. */
    public Instant next(Instant after, ZoneId zone) {
        Instant from = after.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        return hours.cardinality() == 24 ? byElapsedTime(from, zone) : byWallClock(from, zone);
    }

    private Instant byElapsedTime(Instant from, ZoneId zone) {
        var offset = zone.getRules().getOffset(from);
        Instant fire = nextLocal(ceiling(LocalDateTime.ofInstant(from, offset))).toInstant(offset);
        var change = zone.getRules().nextTransition(from);
        return change == null || fire.isBefore(change.getInstant())
                ? fire
                : byElapsedTime(change.getInstant(), zone);
    }

    private Instant byWallClock(Instant from, ZoneId zone) {
        LocalDateTime local = nextLocal(ceiling(LocalDateTime.ofInstant(from, clock(from, zone))));
        // In the second pass of repeated time the first pass has fired already.
        while (local.atZone(zone).toInstant().isBefore(from)) {
            local = nextLocal(local.plusMinutes(1));
        }
        return local.atZone(zone).toInstant();
    }

    /** While skipped time is being made up for, the clock that was not put forward counts. */
    private static ZoneOffset clock(Instant at, ZoneId zone) {
        var change = zone.getRules().previousTransition(at.plusNanos(1));
        boolean makingUp =
                change != null
                        && change.isGap()
                        && at.isBefore(change.getInstant().plus(change.getDuration()));
        return makingUp ? change.getOffsetBefore() : zone.getRules().getOffset(at);
    }

    /** Zones of the past are some seconds off the minute. */
    private static LocalDateTime ceiling(LocalDateTime time) {
        var minute = time.truncatedTo(ChronoUnit.MINUTES);
        return minute.equals(time) ? time : minute.plusMinutes(1);
    }

    private LocalDateTime nextLocal(LocalDateTime from) {
        LocalDate day = from.toLocalDate();
        int earliest = from.getHour() * 60 + from.getMinute();
        for (int i = 0; i <= MOST_DAYS; i++) {
            if (fires(day)) {
                int minute = minuteOfDay(earliest);
                if (minute >= 0) {
                    return day.atTime(minute / 60, minute % 60);
                }
            }
            day = day.plusDays(1);
            earliest = 0;
        }
        throw new IllegalStateException("Expected a day within 8 years for '" + text + "'");
    }

    private boolean fires(LocalDate day) {
        if (!months.get(day.getMonthValue())) {
            return false;
        }
        boolean byDate = daysOfMonth.get(day.getDayOfMonth());
        boolean byWeek = daysOfWeek.get(day.getDayOfWeek().getValue() % 7);
        boolean either = daysOfMonth.cardinality() < 31 && !everyDayOfWeek();
        return either ? byDate || byWeek : byDate && byWeek;
    }

    private boolean everyDayOfWeek() {
        return daysOfWeek.cardinality() == 7;
    }

    /** The first minute of the day from the given one on, or -1. */
    private int minuteOfDay(int earliest) {
        int hour = hours.nextSetBit(earliest / 60);
        if (hour == earliest / 60) {
            int minute = minutes.nextSetBit(earliest % 60);
            if (minute >= 0) {
                return hour * 60 + minute;
            }
            hour = hours.nextSetBit(hour + 1);
        }
        return hour < 0 ? -1 : hour * 60 + minutes.nextSetBit(0);
    }

    /** The schedule as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
