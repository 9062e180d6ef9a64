package io.bascule.backup.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which tick of a job's schedule is to be acted upon. */
public final class Ticks {

    /** What asks on behalf of a schedule. */
    public static final String SCHEDULE = "schedule";

    /** A tick that was acted upon this far in the future is the doing of a clock that was wrong. */
    private static final Duration FUTURE = Duration.ofMinutes(1);

    private Ticks() {}

    /**
     * The newest tick that nobody acted upon yet, even if it was long ago; those missed before it
     * are not caught up.
     *
     * @param backups of the job
     * @param since when the job came into force; ticks before that do not count
     */
    public static Optional<Instant> due(
            Schedule schedule, List<BackupRecord> backups, Instant since, Instant now) {
        Instant last =
                backups.stream()
                        .filter(b ->
                                b.requestedBy() != null && b.requestedBy().startsWith(SCHEDULE))
                        .map(b -> BackupId.requestedAt(b.backupId()))
                        .filter(tick -> !tick.isAfter(now.plus(FUTURE)))
                        .max(Instant::compareTo)
                        .orElse(since);
        return schedule.due(last, now);
    }
}
