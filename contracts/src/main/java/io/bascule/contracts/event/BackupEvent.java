package io.bascule.contracts.event;

import io.bascule.contracts.About;
import io.bascule.contracts.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a backup. Only one that was restored and compared counts as a backup. */
public sealed interface BackupEvent extends Event {

    /** How much was proven; each level includes the ones before it. */
    enum ProofLevel {
        /** L0: the dump ended with exit code 0 and all parts were stored. */
        COMPLETED,
        /** L1: the store's checksum equals the manifest's. */
        STORED,
        /** L2: read back, decrypted to the last segment, hash equal. */
        READABLE,
        /** L3: restored into a throw-away database. */
        RESTORED,
        /** L4: the restored content equals what the dump's own snapshot held. */
        CONTENT_EQUAL
    }

    @About("A backup has begun")
    record BackupStarted(
            @About("Application") String application,
            @About("Backup id: unique, sortable by time") String backupId,
            @About("Backup job of the plan") String job,
            @About("pg_dump, pg_basebackup, files") String engine,
            @About("Who or what asked for it") String requestedBy)
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A backup is stored whole: the source ended without error and the manifest is written")
    record BackupCompleted(
            @About("Application") String application,
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("pg_dump, pg_basebackup, files") String engine,
            @About("Where the manifest lies") String manifestUri,
            @About(value = "Read from the source", unit = "bytes") long sourceBytes,
            @About(value = "After compression", unit = "bytes") long compressedBytes,
            @About(value = "In the store, encrypted", unit = "bytes") long storedBytes,
            @About(value = "From start to the manifest", unit = "s") double seconds,
            @About("SHA-256 of the stored object, hexadecimal") String sha256,
            @About("AES-256-GCM, or none") String encryption,
            @About("Id of the key that wraps the data key; absent if not encrypted")
                    @Nullable String keyId,
            @About("Position of the source when the snapshot was taken; absent for files")
                    @Nullable Position position,
            @About("The instant whose state it holds") Instant snapshotAt)
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A backup was not made; nothing that looks like one is left in the store")
    record BackupFailed(
            @About("Application") String application,
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("What was expected and what was found, with the last lines of the tool")
                    String reason)
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A backup passed a level of verification")
    record BackupVerified(
            @About("Application") String application,
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("The level that was passed") ProofLevel level,
            @About(value = "The restore alone; absent below RESTORED", unit = "s")
                    @Nullable Double restoreSeconds,
            @About(value = "The whole verification of this level", unit = "s") double seconds,
            @About(value = "Bytes read back and checked", unit = "bytes") long bytesRead,
            @About("Tables whose content was compared with the source's snapshot")
                    int tablesCompared,
            @About("Rows in the compared tables") long rowsCompared,
            @About("The instant whose state it holds") Instant snapshotAt)
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A backup did not pass a level of verification: it does not count")
    record BackupVerificationFailed(
            @About("Application") String application,
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("The level that was not passed") ProofLevel level,
            @About("What was expected and what was found") String reason)
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A backup was removed because its retention ended")
    record BackupExpired(
            @About("Application") String application,
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("The rule by which it was removed") String reason,
            @About(value = "Freed in the store", unit = "bytes") long freedBytes)
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A restore has begun")
    record RestoreStarted(
            @About("Application") String application,
            @About("Restore id") String restoreId,
            @About("Backup id") String backupId,
            @About("Where to, without secrets") String target)
            implements BackupEvent {

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
            implements BackupEvent {

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
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }
}
