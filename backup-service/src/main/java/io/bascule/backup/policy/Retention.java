package io.bascule.backup.policy;

import io.bascule.backup.policy.BackupRecord.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which backups of one job are removed: those older than the plan's days, but never the newest
 * proven one, nothing newer than that, and nothing while a recovery run is open, since that run may
 * need any of them, nor while the clock cannot be trusted. A job without a proven backup keeps
 * everything.
 */
public final class Retention {

    private Retention() {}

    /**
     * What retention is decided by beside the backups.
     *
     * @param days that the plan keeps, at least 1
     * @param recoveryRunOpen whether the application is in the middle of a recovery run
     * @param clockTrusted whether {@code now} is what other clocks say too
     */
    public record Situation(int days, Instant now, boolean recoveryRunOpen, boolean clockTrusted) {}

    /**
     * A decision with its rule in words.
     *
     * @param remove false if it is kept
     */
    public record Verdict(BackupRecord backup, boolean remove, String rule) {}

    /**
     * One verdict for each complete backup, oldest first.
     *
     * @param backups of one job
     */
    public static List<Verdict> decide(List<BackupRecord> backups, Situation situation) {
        var complete =
                backups.stream()
                        .filter(b -> b.status() == Status.COMPLETED)
                        .sorted(Comparator.comparing(BackupRecord::backupId))
                        .toList();
        Optional<BackupRecord> lastProven =
                complete.stream().filter(BackupRecord::proven).reduce((_, newer) -> newer);
        return complete.stream().map(backup -> verdict(backup, lastProven, situation)).toList();
    }

    private static Verdict verdict(
            BackupRecord backup, Optional<BackupRecord> lastProven, Situation situation) {
        Instant holds = backup.snapshotAt() == null ? backup.startedAt() : backup.snapshotAt();
        if (!holds.plus(Duration.ofDays(situation.days())).isBefore(situation.now())) {
            return kept(backup, "kept for " + situation.days() + " days");
        }
        if (situation.recoveryRunOpen()) {
            return kept(backup, "kept: a recovery run is open");
        }
        if (!situation.clockTrusted()) {
            return kept(backup, "kept: the clock was set, or is not the store's");
        }
        if (lastProven.isEmpty()) {
            return kept(backup, "kept: no backup of the job is proven");
        }
        if (backup.backupId().compareTo(lastProven.get().backupId()) >= 0) {
            return kept(backup, "kept: the last proven backup, or newer");
        }
        return new Verdict(
                backup,
                true,
                "older than "
                        + situation.days()
                        + " days; "
                        + lastProven.get().backupId()
                        + " is newer and proven");
    }

    private static Verdict kept(BackupRecord backup, String rule) {
        return new Verdict(backup, false, rule);
    }
}
