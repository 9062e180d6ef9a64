package io.bascule.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.backup.manifest.Manifest.TableContent;
import io.bascule.backup.policy.BackupRecord.Status;
import io.bascule.backup.policy.Retention.Situation;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules, without anything around them. */
class PolicyTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void idsSortByTimeAndTheSameRequestHasTheSameId() {
        String early = BackupId.of(NOW, "request-1", "nightly");
        String late = BackupId.of(NOW.plusSeconds(1), "request-0", "nightly");

        assertThat(early).isLessThan(late).startsWith("20261122T120000Z-");
        assertThat(BackupId.of(NOW, "request-1", "nightly")).isEqualTo(early);
        assertThat(BackupId.of(NOW, "request-1", "other")).isNotEqualTo(early);
        assertThat(BackupId.requestPart(BackupId.of(NOW.plusSeconds(9), "request-1", "nightly")))
                .isEqualTo(BackupId.requestPart(early));
    }

    @Test
    void missedTicksAreCaughtUpOnce() {
        var schedule = Schedule.parse("0 */6 * * *", "Europe/Berlin");

        // 13:00 in Berlin; ticks at 0, 6, 12 and 18 there
        assertThat(schedule.due(NOW.minus(Duration.ofDays(3)), NOW))
                .contains(Instant.parse("2026-11-22T11:00:00Z"));
        assertThat(schedule.due(Instant.parse("2026-11-22T11:00:00Z"), NOW)).isEmpty();
        assertThat(schedule.next(NOW)).contains(Instant.parse("2026-11-22T17:00:00Z"));
        assertThatThrownBy(() -> Schedule.parse("0 0 * * * *", "UTC"))
                .hasMessageContaining("five cron fields");
    }

    @Test
    void retentionNeverTouchesTheLastProvenBackupNorWhatIsNewer() {
        var backups =
                List.of(backup(50, true), backup(40, true), backup(35, false), backup(1, false));

        assertThat(removed(backups, false)).containsExactly(backups.get(0).backupId());
        assertThat(removed(backups, true)).isEmpty();
        assertThat(Retention.decide(backups, new Situation(30, NOW, false, false)))
                .noneMatch(Retention.Verdict::remove)
                .anyMatch(verdict -> verdict.rule().contains("the clock was set"));
        assertThat(removed(List.of(backup(50, false), backup(40, false)), false)).isEmpty();
        assertThat(removed(List.of(backup(29, true), backup(1, true)), false)).isEmpty();
    }

    @Test
    void aTickThatAWrongClockActedUponDoesNotStopTheSchedule() {
        var hourly = Schedule.parse("0 * * * *", "UTC");
        Instant longAgo = NOW.minus(Duration.ofDays(2));
        var inTheFuture =
                record(NOW.plus(Duration.ofDays(900)), "schedule", ProofLevel.CONTENT_EQUAL);
        var anHourAgo = record(NOW.minus(Duration.ofHours(1)), "schedule", ProofLevel.READABLE);
        var byHand = record(NOW, "ada", ProofLevel.READABLE);

        assertThat(Ticks.due(hourly, List.of(inTheFuture), longAgo, NOW)).contains(NOW);
        assertThat(Ticks.due(hourly, List.of(inTheFuture, anHourAgo), longAgo, NOW.minusSeconds(1)))
                .isEmpty();
        assertThat(Ticks.due(hourly, List.of(anHourAgo, byHand), longAgo, NOW)).contains(NOW);
        assertThat(Ticks.due(hourly, List.of(), NOW, NOW)).isEmpty();
    }

    @Test
    void aLostBackupIsAskedForThreeTimesInAll() {
        assertThat(Attempts.after("ada")).contains("ada; attempt 2");
        assertThat(Attempts.after("schedule; attempt 2")).contains("schedule; attempt 3");
        assertThat(Attempts.after("schedule; attempt 3")).isEmpty();
    }

    @Test
    void aBackupThatFailedALaterLevelIsNotProven() {
        var record = after(null, new BackupStarted("a", "id", "j", "pg_dump", "x"));
        record =
                after(
                        record,
                        new BackupCompleted(
                                "a", "id", "j", "pg_dump", "uri", 1, 1, 1, 1, "sha", "none", null,
                                null, NOW));
        assertThat(record.proven()).isFalse();
        record =
                after(
                        record,
                        new BackupVerified(
                                "a", "id", "j", ProofLevel.RESTORED, 1.0, 1, 1, 0, 0, NOW));
        assertThat(record.proven()).isTrue();
        record =
                after(
                        record,
                        new BackupVerificationFailed(
                                "a", "id", "j", ProofLevel.CONTENT_EQUAL, "no"));

        assertThat(record.proven()).isFalse();
        assertThat(record.failure()).contains("CONTENT_EQUAL not passed: no");

        // and: a process that was given up does not take a complete backup back
        record = after(record, new BackupFailed("a", "id", "j", "its process is gone"));
        assertThat(record.status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void everyKindOfDifferenceIsNamed() {
        var table = new TableContent("public.t", "id integer", 2, "77");

        assertThat(ContentComparison.differences(List.of(table), List.of(table))).isEmpty();
        assertThat(differences(table, new TableContent("public.t", "id integer", 1, "77")))
                .contains("Expected 2 rows in public.t, but found 1");
        assertThat(differences(table, new TableContent("public.t", "id integer", 2, "78")))
                .contains("hash is 78 instead of 77");
        assertThat(differences(table, new TableContent("public.t", "id bigint", 2, "77")))
                .contains("Expected the columns (id integer)");
        assertThat(differences(table, new TableContent("public.u", "id integer", 2, "77")))
                .contains("public.t, but it is missing")
                .contains("no table public.u");

        // and: a hash of another kind is no difference of content
        assertThat(
                        differences(
                                new TableContent("public.t", "id integer", 2, "77", "old(id)"),
                                new TableContent("public.t", "id integer", 2, "78", "new(id)")))
                .contains("hashed a row as old(id)", "hashes it as new(id)")
                .doesNotContain("hash is 78");
    }

    private static String differences(TableContent expected, TableContent found) {
        return String.join("\n", ContentComparison.differences(List.of(expected), List.of(found)));
    }

    private static BackupRecord after(
            @Nullable BackupRecord known, io.bascule.contracts.event.BackupEvent event) {
        return java.util.Objects.requireNonNull(BackupHistory.after(known, event, "/x", NOW));
    }

    private static List<String> removed(List<BackupRecord> backups, boolean open) {
        return Retention.decide(backups, new Situation(30, NOW, open, true)).stream()
                .filter(Retention.Verdict::remove)
                .map(v -> v.backup().backupId())
                .toList();
    }

    private static BackupRecord backup(int daysOld, boolean proven) {
        Instant at = NOW.minus(Duration.ofDays(daysOld));
        return record(at, "ada", proven ? ProofLevel.RESTORED : ProofLevel.READABLE);
    }

    private static BackupRecord record(Instant at, String requestedBy, ProofLevel level) {
        return new BackupRecord(
                "a",
                BackupId.of(at, "r", "j"),
                "j",
                Status.COMPLETED,
                "/x",
                "pg_dump",
                requestedBy,
                "runner",
                at,
                at,
                "uri",
                1,
                1,
                1,
                level,
                at,
                1.0,
                0,
                0,
                null,
                null);
    }
}
