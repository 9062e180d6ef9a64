package io.bascule.backup.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one backup from the facts on record.
 *
 * @param source who said that it began: the instance that runs it
 * @param snapshotAt null until it is complete
 * @param level the highest level that was passed; null until the first
 * @param failure why it does not count; null if it does, or is not finished
 */
public record BackupRecord(
        String application,
        String backupId,
        String job,
        Status status,
        String source,
        Instant startedAt,
        @Nullable Instant snapshotAt,
        @Nullable String manifestUri,
        long sourceBytes,
        long storedBytes,
        double seconds,
        @Nullable ProofLevel level,
        @Nullable Double restoreSeconds,
        long rowsCompared,
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
