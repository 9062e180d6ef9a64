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
 * need any of them. A job without a proven backup keeps everything.
 */
public final class Retention {

    private Retention() {}

    /**
     * A decision with its rule in words.
     *
     * @param remove false if it is kept
     */
    public record Verdict(BackupRecord backup, boolean remove, String rule) {}

    /**
     * One verdict for each complete backup.
     *
     * @param backups of one job
     * @param days kept, at least 1
     */
    public static List<Verdict> decide(
            List<BackupRecord> backups, int days, Instant now, boolean recoveryRunOpen) {
        var complete =
                backups.stream()
                        .filter(b -> b.status() == Status.COMPLETED)
                        .sorted(Comparator.comparing(BackupRecord::backupId))
                        .toList();
        Optional<BackupRecord> lastProven =
                complete.stream().filter(BackupRecord::proven).reduce((_, newer) -> newer);
        return complete.stream()
                .map(backup -> verdict(backup, lastProven, days, now, recoveryRunOpen))
                .toList();
    }

    private static Verdict verdict(
            BackupRecord backup,
            Optional<BackupRecord> lastProven,
            int days,
            Instant now,
            boolean recoveryRunOpen) {
        Instant holds = backup.snapshotAt() == null ? backup.startedAt() : backup.snapshotAt();
        if (!holds.plus(Duration.ofDays(days)).isBefore(now)) {
            return new Verdict(backup, false, "kept for " + days + " days");
        }
        if (recoveryRunOpen) {
            return new Verdict(backup, false, "kept: a recovery run is open");
        }
        if (lastProven.isEmpty()) {
            return new Verdict(backup, false, "kept: no backup of the job is proven");
        }
        if (backup.backupId().compareTo(lastProven.get().backupId()) >= 0) {
            return new Verdict(backup, false, "kept: the last proven backup, or newer");
        }
        return new Verdict(
                backup,
                true,
                "older than "
                        + days
                        + " days; "
                        + lastProven.get().backupId()
                        + " is newer and proven");
    }
}
