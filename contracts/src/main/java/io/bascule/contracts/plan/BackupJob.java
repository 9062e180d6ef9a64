package io.bascule.contracts.plan;

import io.bascule.contracts.About;
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
                String verify) {

    /** The section of {@code backup_config} that the job stands in. */
    public enum Kind {
        DATABASES,
        STORAGE,
        CONFIGS
    }

    /** A database to dump. */
    public record Source(
            @About("Host") String host,
            @About("Port") int port,
            @About("Database") String database,
            @About("Role") String user,
            @About("Where its password is found; absent if none is needed")
                    @Nullable SecretRef password) {}
}
