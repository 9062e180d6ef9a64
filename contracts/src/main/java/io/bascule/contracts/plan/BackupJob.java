package io.bascule.contracts.plan;

import io.bascule.contracts.About;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One backup job of {@code backup_config}, with what the plan adds to it. */
public record BackupJob(
        @About("Name of the job") String name,
        @About("databases, storage or configs") Kind kind,
        @About("Application it belongs to; absent in a backup_config that stands alone")
                @Nullable String application,
        @About("When: five-field cron") String schedule,
        @About("Time zone of the schedule") String timeZone,
        @About(value = "How long a backup is kept", unit = "days") int retentionDays,
        @About("Where to: s3://bucket/prefix/ or file:///folder/") String destination,
        @About("AES-256 or none") String encryption,
        @About("Database to dump; absent for the application's own, through the front door")
                @Nullable Source source,
        @About("pg_dump, pg_basebackup or files") String engine,
        @About(
                        "Levels of proof each backup is taken to: completed, stored, readable, restored, content_equal")
                String verify,
        @About("Folder or bucket to back up; absent for databases") @Nullable Files files,
        @About("Storage class of the objects; absent for the service's own")
                @Nullable String storageClass,
        @About("Object lock until the retention ends; absent for none")
                @Nullable LockMode objectLock,
        @About("Keys of its own; absent for the service's") @Nullable Keys keys,
        @About("SQL that must answer true in a restored copy; absent for none")
                @Nullable List<String> checks,
        @About(
                        "When the newest backup is proven anew and the verifier itself is tried: five-field cron; absent for never")
                @Nullable String proofSchedule,
        @About("How the write-ahead log is archived between backups; absent for not at all")
                @Nullable Archive archive) {

    /** What stands in place of the application for jobs that belong to none; no name can be it. */
    public static final String NO_APPLICATION = "backup_config";

    public BackupJob {
        checks = checks == null ? null : List.copyOf(checks);
    }

    /** Archives no write-ahead log. */
    public BackupJob(
            String name,
            Kind kind,
            @Nullable String application,
            String schedule,
            String timeZone,
            int retentionDays,
            String destination,
            String encryption,
            @Nullable Source source,
            String engine,
            String verify,
            @Nullable Files files,
            @Nullable String storageClass,
            @Nullable LockMode objectLock,
            @Nullable Keys keys,
            @Nullable List<String> checks,
            @Nullable String proofSchedule) {
        this(
                name,
                kind,
                application,
                schedule,
                timeZone,
                retentionDays,
                destination,
                encryption,
                source,
                engine,
                verify,
                files,
                storageClass,
                objectLock,
                keys,
                checks,
                proofSchedule,
                null);
    }

    /** Says no more than a file of old does. */
    public BackupJob(
            String name,
            Kind kind,
            @Nullable String application,
            String schedule,
            String timeZone,
            int retentionDays,
            String destination,
            String encryption,
            @Nullable Source source,
            String engine,
            String verify) {
        this(
                name,
                kind,
                application,
                schedule,
                timeZone,
                retentionDays,
                destination,
                encryption,
                source,
                engine,
                verify,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** The section of {@code backup_config} that the job stands in. */
    public enum Kind {
        DATABASES,
        STORAGE,
        CONFIGS
    }

    /** Who may remove a locked object before its time. */
    public enum LockMode {
        /** Those with a special right. */
        GOVERNANCE,
        /** Nobody. */
        COMPLIANCE
    }

    /** A database to dump. */
    public record Source(
            @About("Host") String host,
            @About("Port") int port,
            @About("Database") String database,
            @About("Role") String user,
            @About("Where its password is found; absent if none is needed")
                    @Nullable SecretRef password) {}

    /** Files to back up: exactly one of the two is there. */
    public record Files(
            @About("Folder, absolute; absent for a bucket") @Nullable String folder,
            @About("Bucket, s3://bucket/prefix/; absent for a folder") @Nullable String bucket) {}

    /** Continuous archiving of the write-ahead log, for restores to any instant. */
    public record Archive(
            @About("What is not in the store yet is sent there after this time at the latest")
                    Duration every) {}

    /** Where the two keys of a job are found. */
    public record Keys(
            @About("Wraps the data keys, for daily use") KeyRef wrapping,
            @About("Wraps them too, and is kept offline") SecretRef recovery) {}

    /** The SQL that must answer true in a restored copy. */
    public List<String> statements() {
        return checks == null ? List.of() : checks;
    }
}
