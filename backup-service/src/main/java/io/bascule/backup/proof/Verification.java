package io.bascule.backup.proof;

import io.bascule.contracts.event.BackupEvent.ProofLevel;
import org.jspecify.annotations.Nullable;

/**
 * A level that was passed.
 *
 * @param restoreSeconds of the restore alone; null below RESTORED
 * @param seconds of the whole level
 * @param bytesRead from the store
 * @param replayed up to where the archived log was replayed; null without one, and below RESTORED
 */
public record Verification(
        ProofLevel level,
        @Nullable Double restoreSeconds,
        double seconds,
        long bytesRead,
        int tablesCompared,
        long rowsCompared,
        @Nullable Replayed replayed) {}
