package io.bascule.backup.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one backup from the facts on record.
 *
 * @param source who said that it began: service and place
 * @param engine null if it was refused before it began
 * @param requestedBy who or what asked for it; null if it was refused before it began
 * @param runner the process that takes it; null if it never began
 * @param snapshotAt null until it is complete
 * @param level the highest level that was passed; null until the first
 * @param provenAt when it last passed RESTORED or more; null until then
 * @param keyId the key that wraps its data key; null if it is not encrypted or not complete
 * @param failure why it does not count; null if it does, or is not finished
 */
public record BackupRecord(
        String application,
        String backupId,
        String job,
        Status status,
        String source,
        @Nullable String engine,
        @Nullable String requestedBy,
        @Nullable String runner,
        Instant startedAt,
        @Nullable Instant snapshotAt,
        @Nullable String manifestUri,
        long sourceBytes,
        long storedBytes,
        double seconds,
        @Nullable ProofLevel level,
        @Nullable Instant provenAt,
        @Nullable Double restoreSeconds,
        int tablesCompared,
        long rowsCompared,
        @Nullable String keyId,
        @Nullable String failure) {

    /** Where it stands. */
    public enum Status {
        STARTED,
        COMPLETED,
        FAILED,
        EXPIRED
    }

    /** Restored for real, and nothing spoke against it since. */
    @JsonProperty
    public boolean proven() {
        return status == Status.COMPLETED
                && failure == null
                && level != null
                && level.compareTo(ProofLevel.RESTORED) >= 0;
    }
}
