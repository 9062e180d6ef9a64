package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupExpired;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A backup that was restored into a throw-away database: only such a one counts.
 *
 * @param snapshotAt the instant whose state it holds
 * @param verifiedAt when the proof was published, by backup-service's clock
 * @param storedBytes absent when the fact of its completion is missing
 * @param proof ids of the facts: completion, if there, and verification
 */
public record ProvenBackup(
        String backupId,
        String job,
        Instant snapshotAt,
        Instant verifiedAt,
        ProofLevel level,
        @Nullable Double restoreSeconds,
        @Nullable Long sourceBytes,
        @Nullable Long storedBytes,
        int tablesCompared,
        long rowsCompared,
        @Nullable String sha256,
        @Nullable String encryption,
        @Nullable String manifestUri,
        List<String> proof) {

    public ProvenBackup {
        proof = List.copyOf(proof);
    }

    /** The newest one that was proven, and neither refuted nor removed, before a time. */
    public static Optional<ProvenBackup> newest(ApplicationFacts facts, @Nullable Instant before) {
        return facts.of(BackupVerified.class)
                .filter(v -> v.event().level().compareTo(ProofLevel.RESTORED) >= 0)
                .filter(v -> earlier(v.time(), before))
                .filter(v -> stands(facts, v.event().backupId(), before))
                .max(
                        Comparator.<EventEnvelope<BackupVerified>, Instant>comparing(
                                        v -> v.event().snapshotAt())
                                .thenComparing(v -> v.event().level())
                                .thenComparing(EventEnvelope::id))
                .map(v -> proven(facts, v));
    }

    private static boolean stands(
            ApplicationFacts facts, String backupId, @Nullable Instant before) {
        return facts.of(BackupExpired.class)
                        .noneMatch(e ->
                                e.event().backupId().equals(backupId) && earlier(e.time(), before))
                && facts.of(BackupVerificationFailed.class)
                        .noneMatch(e ->
                                e.event().backupId().equals(backupId) && earlier(e.time(), before));
    }

    private static boolean earlier(Instant time, @Nullable Instant before) {
        return before == null || time.isBefore(before);
    }

    private static ProvenBackup proven(
            ApplicationFacts facts, EventEnvelope<BackupVerified> verified) {
        var v = verified.event();
        var completed = facts.first(BackupCompleted.class, c -> c.backupId().equals(v.backupId()));
        var c = completed.map(EventEnvelope::event);
        return new ProvenBackup(
                v.backupId(),
                v.job(),
                v.snapshotAt(),
                verified.time(),
                v.level(),
                v.restoreSeconds(),
                c.map(BackupCompleted::sourceBytes).orElse(null),
                c.map(BackupCompleted::storedBytes).orElse(null),
                v.tablesCompared(),
                v.rowsCompared(),
                c.map(BackupCompleted::sha256).orElse(null),
                c.map(BackupCompleted::encryption).orElse(null),
                c.map(BackupCompleted::manifestUri).orElse(null),
                completed
                        .map(e -> List.of(e.id(), verified.id()))
                        .orElseGet(() -> List.of(verified.id())));
    }
}
