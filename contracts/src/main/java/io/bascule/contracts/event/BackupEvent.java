package io.bascule.contracts.event;

import io.bascule.contracts.About;
import io.bascule.contracts.Position;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a backup. Only one that was restored and compared counts as a backup. */
public sealed interface BackupEvent extends Event
        permits BackupEvent.BackupStarted,
                BackupEvent.BackupCompleted,
                BackupEvent.BackupProgressed,
                BackupEvent.BackupFailed,
                BackupEvent.BackupVerified,
                BackupEvent.BackupVerificationFailed,
                BackupEvent.VerificationStarted,
                BackupEvent.VerificationRefused,
                BackupEvent.VerificationInterrupted,
                BackupEvent.RetentionReviewed,
                BackupEvent.VerifierProven,
                BackupEvent.VerifierBroken,
                BackupEvent.BackupRewrapped,
                BackupEvent.BackupExpired,
                WalEvent,
                RestoreEvent {

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
            @About("Who or what asked for it") String requestedBy,
            @About("The process that takes it, unique per start; absent in facts of old")
                    @Nullable String runner)
            implements BackupEvent {

        /** Names no process. */
        public BackupStarted(
                String application,
                String backupId,
                String job,
                String engine,
                String requestedBy) {
            this(application, backupId, job, engine, requestedBy, null);
        }

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
            @About("The instant whose state it holds") Instant snapshotAt,
            @About(
                            value =
                                    "Sent to the store: less than stored where unchanged content lay there already",
                            unit = "bytes")
                    @Nullable Long sentBytes)
            implements BackupEvent {

        /** Everything that is stored was sent. */
        public BackupCompleted(
                String application,
                String backupId,
                String job,
                String engine,
                String manifestUri,
                long sourceBytes,
                long compressedBytes,
                long storedBytes,
                double seconds,
                String sha256,
                String encryption,
                @Nullable String keyId,
                @Nullable Position position,
                Instant snapshotAt) {
            this(
                    application,
                    backupId,
                    job,
                    engine,
                    manifestUri,
                    sourceBytes,
                    compressedBytes,
                    storedBytes,
                    seconds,
                    sha256,
                    encryption,
                    keyId,
                    position,
                    snapshotAt,
                    storedBytes);
        }

        @Override
        public String subject() {
            return application;
        }
    }

    /** What a process does for a backup. */
    enum Stage {
        /** The source is read and stored. */
        TAKING,
        /** The stored backup climbs the levels of proof. */
        VERIFYING
    }

    @About(
            "A backup is still being worked on; said every few seconds, so that silence tells that its process is gone")
    record BackupProgressed(
            @About("Application") String application,
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("The process that works on it") String runner,
            @About("What it does") Stage stage,
            @About(
                            value = "Read from the source, or from the store while verifying",
                            unit = "bytes")
                    long bytes,
            @About(value = "Since the stage began", unit = "s") double seconds)
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
            @About("The instant whose state it holds") Instant snapshotAt,
            @About(
                            "Up to where the archived write-ahead log was replayed upon it; absent without an archive")
                    @Nullable Position replayedTo,
            @About(
                            "The instant that the replay was aimed at, by the clock of the database; absent without an archive")
                    @Nullable Instant replayedUntil)
            implements BackupEvent {

        /** Nothing was replayed upon it. */
        public BackupVerified(
                String application,
                String backupId,
                String job,
                ProofLevel level,
                @Nullable Double restoreSeconds,
                double seconds,
                long bytesRead,
                int tablesCompared,
                long rowsCompared,
                Instant snapshotAt) {
            this(
                    application,
                    backupId,
                    job,
                    level,
                    restoreSeconds,
                    seconds,
                    bytesRead,
                    tablesCompared,
                    rowsCompared,
                    snapshotAt,
                    null,
                    null);
        }

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

    @About("A stored backup is being proven again")
    record VerificationStarted(
            @About("Application") String application,
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("The level that it is taken to") ProofLevel upTo,
            @About("Spoilt copies that the verifier is tried on afterwards; 0 for none") int trials,
            @About("Who asked for it") String requestedBy)
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A backup is not proven again, though somebody asked for it; nothing was done")
    record VerificationRefused(
            @About("Application") String application,
            @About("Backup id; absent if none was meant or found") @Nullable String backupId,
            @About("What was expected and what was found") String reason)
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About(
            "A verification could not be carried through, such as when the store did not answer: it says nothing about the backup")
    record VerificationInterrupted(
            @About("Application") String application,
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("The level that could not be looked at") ProofLevel level,
            @About("Which attempt it was, from 1") int attempt,
            @About("What was expected and what was found") String reason,
            @About(
                            value =
                                    "Until it is tried again; absent if that is left to the next hour",
                            unit = "s")
                    @Nullable Double retrySeconds)
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("Retention went through the backups of an application because somebody asked for it")
    record RetentionReviewed(
            @About("Application") String application,
            @About("Backup job of the plan; absent for all jobs of the application")
                    @Nullable String job,
            @About("True: what it removes is gone; false: it was only said") boolean removing,
            @About("Who asked for it") String requestedBy,
            @About("Backups that it removes") int removes,
            @About("Backups that it keeps") int keeps,
            @About("Of each backup what was decided: first those removed; at most 500")
                    List<Decision> decisions)
            implements BackupEvent {

        public RetentionReviewed {
            decisions = List.copyOf(decisions);
        }

        @Override
        public String subject() {
            return application;
        }
    }

    /** What retention decided of one backup. */
    record Decision(
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("Whether it is removed") boolean removes,
            @About("Why it is removed or kept") String rule) {}

    @About("The verifier was tried on a copy that was spoilt on purpose, and turned red as it must")
    record VerifierProven(
            @About("Application") String application,
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("How the copy was spoilt") String corruption,
            @About("The level that refused it") ProofLevel level,
            @About(value = "The whole trial", unit = "s") double seconds)
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("The verifier passed a copy that was spoilt on purpose: no proof of it can be trusted")
    record VerifierBroken(
            @About("Application") String application,
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("How the copy was spoilt") String corruption,
            @About("What was expected and what was found") String reason)
            implements BackupEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A backup's data key was wrapped by another key; nothing was encrypted anew")
    record BackupRewrapped(
            @About("Application") String application,
            @About("Backup id") String backupId,
            @About("Backup job of the plan") String job,
            @About("Id of the key that wraps the data key now") String keyId,
            @About("Who asked for it") String requestedBy)
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
}
