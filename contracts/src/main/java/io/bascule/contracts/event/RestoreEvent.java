package io.bascule.contracts.event;

import io.bascule.contracts.About;
import org.jspecify.annotations.Nullable;

/** What became of a restore. */
public sealed interface RestoreEvent extends BackupEvent {

    @About("A restore has begun")
    record RestoreStarted(
            @About("Application") String application,
            @About("Restore id") String restoreId,
            @About("Backup id") String backupId,
            @About("Where to, without secrets") String target)
            implements RestoreEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A restore goes on; said every few seconds")
    record RestoreProgressed(
            @About("Application") String application,
            @About("Restore id") String restoreId,
            @About("Backup id") String backupId,
            @About("Where to, without secrets") String target,
            @About(value = "Decrypted and decompressed so far", unit = "bytes") long bytes,
            @About(value = "Of the whole backup", unit = "bytes") long totalBytes,
            @About(value = "Since the restore began", unit = "s") double seconds,
            @About(value = "Still to come at this rate; absent before the first byte", unit = "s")
                    @Nullable Double secondsLeft)
            implements RestoreEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A restore is complete")
    record RestoreCompleted(
            @About("Application") String application,
            @About("Restore id") String restoreId,
            @About("Backup id") String backupId,
            @About("Where to, without secrets") String target,
            @About(value = "From start to the last statement", unit = "s") double seconds,
            @About(value = "Decrypted and decompressed", unit = "bytes") long bytes)
            implements RestoreEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A restore failed; the target is not usable")
    record RestoreFailed(
            @About("Application") String application,
            @About("Restore id") String restoreId,
            @About("Backup id") String backupId,
            @About("Where to, without secrets") String target,
            @About("What was expected and what was found") String reason)
            implements RestoreEvent {

        @Override
        public String subject() {
            return application;
        }
    }
}
