package io.bascule.backup.policy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.springframework.scheduling.support.CronExpression;

/** When a job is due: a cron expression in a time zone. */
public record Schedule(CronExpression cron, ZoneId zone) {

    /** No schedule is looked through further than this; so many ticks are one missed tick. */
    private static final int MOST_TICKS = 100_000;

    /**
     * Reads the five fields of cron: minute, hour, day of month, month, day of week.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Schedule parse(String fiveFields, String zone) {
        if (fiveFields.strip().split("\\s+", -1).length != 5) {
            throw new IllegalArgumentException(
                    "Expected five cron fields, but found '" + fiveFields + "'");
        }
        return new Schedule(CronExpression.parse("0 " + fiveFields.strip()), ZoneId.of(zone));
    }

    /** The first tick after an instant; empty if there is none. */
    public Optional<Instant> next(Instant after) {
        return Optional.ofNullable(cron.next(ZonedDateTime.ofInstant(after, zone)))
                .map(ZonedDateTime::toInstant);
    }

    /**
     * The newest tick that has come since the last one that was acted upon. However many were
     * missed, they are caught up once.
     *
     * @param last the last one, or when the job was first seen
     */
    public Optional<Instant> due(Instant last, Instant now) {
        Optional<Instant> due = Optional.empty();
        Optional<Instant> tick = next(last);
        for (int i = 0; i < MOST_TICKS && tick.isPresent() && !tick.get().isAfter(now); i++) {
            due = tick;
            tick = next(tick.get());
        }
        return due;
    }
}
