package io.bascule.reporting.console;

import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.plan.Cron;
import io.bascule.reporting.projection.Reports;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A backup job as the page shows it.
 *
 * @param next when its schedule fires next; absent if it has none that can be read
 * @param concerns what is not as it should be, in words
 * @param proven the newest backup that was restored and found whole
 * @param history the newest backups, the newest first
 */
public record BackupLine(
        String application,
        String job,
        String schedule,
        Badge badge,
        @Nullable Instant next,
        List<String> concerns,
        @Nullable Instant runningSince,
        Reports.@Nullable Backup newest,
        Reports.@Nullable Backup proven,
        List<Row> history) {

    /** A scheduled backup may begin and run for this long before it is missed. */
    private static final Duration GRACE = Duration.ofMinutes(15);

    private static final int HISTORY = 20;

    public BackupLine {
        concerns = List.copyOf(concerns);
        history = List.copyOf(history);
    }

    /** One backup with its state and the rungs of the ladder that it has taken. */
    public record Row(Reports.Backup backup, Badge badge, List<Rung> rungs) {}

    /** A rung of the ladder of proof. */
    public record Rung(String name, boolean passed, boolean failed) {}

    static BackupLine of(Reports.Job job, Instant now) {
        var held = job.backups().stream().filter(b -> !b.expired()).toList();
        var newest = held.isEmpty() ? null : held.getFirst();
        var proven = held.stream().filter(Reports.Backup::proven).findFirst().orElse(null);
        var schedule = schedule(job);
        var concerns = new ArrayList<String>();
        var failed = job.failed();
        if (failed != null) {
            concerns.add("The last attempt failed: " + failed.event().reason());
        }
        if (newest == null) {
            concerns.add("No backup is held");
        } else {
            if (newest.refuted() != null) {
                concerns.add("The newest backup did not pass: " + newest.refuted());
            } else if (!newest.proven()) {
                concerns.add("The newest backup is not proven: it was not restored yet");
            }
            schedule.map(s -> s.next(newest.snapshotAt()))
                    .filter(due -> due.plus(GRACE).isBefore(now))
                    .ifPresent(due ->
                            concerns.add(
                                    "The one that was due at "
                                            + new Words().dateTime(due)
                                            + " is missing"));
        }
        if (proven == null && newest != null) {
            concerns.add("No backup of this job is proven");
        }
        return new BackupLine(
                job.application(),
                job.name(),
                job.plan() == null
                        ? "not in the newest plan"
                        : job.plan().schedule() + " " + job.plan().timeZone(),
                badge(concerns, proven),
                schedule.map(s -> s.next(now)).orElse(null),
                concerns,
                job.running() == null ? null : job.running().time(),
                newest,
                proven,
                job.backups().stream().limit(HISTORY).map(BackupLine::row).toList());
    }

    private static Badge badge(List<String> concerns, Reports.@Nullable Backup proven) {
        return proven == null
                ? new Badge(Tone.WARN, "nothing is proven")
                : concerns.isEmpty()
                        ? new Badge(Tone.GOOD, "proven")
                        : new Badge(Tone.WARN, "needs a look");
    }

    private record Schedule(Cron cron, ZoneId zone) {
        Instant next(Instant after) {
            return cron.next(after, zone);
        }
    }

    private static Optional<Schedule> schedule(Reports.Job job) {
        if (job.plan() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Schedule(
                            Cron.parse(job.plan().schedule()), ZoneId.of(job.plan().timeZone())));
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            // A plan of another version may hold what this one cannot read: then nothing is due.
            return Optional.empty();
        }
    }

    private static Row row(Reports.Backup backup) {
        Badge badge =
                backup.expired()
                        ? new Badge(Tone.QUIET, "removed")
                        : backup.refuted() != null
                                ? new Badge(Tone.BAD, "refuted")
                                : backup.proven()
                                        ? new Badge(Tone.GOOD, "proven")
                                        : new Badge(Tone.UNKNOWN, "not proven");
        return new Row(
                backup,
                badge,
                Arrays.stream(ProofLevel.values())
                        .map(level ->
                                new Rung(
                                        new Words().words(level),
                                        level.compareTo(backup.proof()) <= 0
                                                && level != backup.refutedLevel(),
                                        level == backup.refutedLevel()))
                        .toList());
    }
}
