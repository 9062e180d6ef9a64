package io.bascule.backup;

import io.bascule.backup.desk.RestoreTarget;
import io.bascule.backup.desk.Sources;
import io.bascule.backup.dump.SourceDatabase;
import io.bascule.backup.seal.KmsSettings;
import io.bascule.backup.store.S3Settings;
import io.bascule.contracts.plan.BackupJob;
import io.bascule.contracts.plan.SecretRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The service's configuration; application.yml says what each key means.
 *
 * @param workDir where throw-away servers live
 * @param deadline of one dump, of one restore, of one comparison
 * @param queue backups that may wait; one more is refused
 * @param lease how long a process may be silent before its backup is given up
 * @param concurrency backups that run at the same time
 * @param verifyAgain until a verification that was interrupted is tried again
 */
@ConfigurationProperties("bascule.backup")
record BackupSettings(
        Path workDir,
        @DefaultValue("12h") Duration deadline,
        @DefaultValue("16") int queue,
        @DefaultValue("1") int concurrency,
        @DefaultValue("60s") Duration lease,
        @DefaultValue("30s") Duration verifyAgain,
        @DefaultValue("true") boolean schedules,
        @DefaultValue Postgres postgres,
        @DefaultValue Keys keys,
        @Nullable Map<String, Source> sources,
        @Nullable Map<String, Target> targets,
        @DefaultValue Zstd zstd,
        @DefaultValue KmsSettings kms,
        @DefaultValue S3Settings s3) {

    BackupSettings {
        if (queue < 1 || queue > 1_000 || concurrency < 1 || concurrency > 16) {
            throw new IllegalArgumentException(
                    "Expected bascule.backup.queue from 1 to 1000 and concurrency from 1 to 16, but found "
                            + queue
                            + " and "
                            + concurrency);
        }
    }

    /**
     * PostgreSQL's tools.
     *
     * @param binDir absent to look for the newest
     * @param runAs user of throw-away servers; empty for the user of this process
     */
    record Postgres(@Nullable Path binDir, @Nullable String runAs) {}

    /**
     * Where the two keys are found; absent if no plan asks for encryption.
     *
     * @param wrapping a secret's name, or {@code kms:ARN}
     * @param recovery a secret's name: a key that is kept offline is no other service's
     * @param previous keys of earlier days, which only open old backups; secrets' names or {@code
     *     kms:ARN}
     */
    record Keys(
            @Nullable String wrapping,
            @Nullable SecretRef recovery,
            @Nullable List<String> previous) {}

    /** Where a job's content is; the key is the job's name. */
    record Source(
            @Nullable String host,
            @DefaultValue("5432") int port,
            @Nullable String database,
            @Nullable String user,
            @Nullable SecretRef password,
            @Nullable String folder,
            @Nullable String bucket) {}

    /** The sources of the plan's jobs that the plan itself does not name. */
    Sources sourcesOfJobs() {
        var databases = new HashMap<String, SourceDatabase>();
        var files = new HashMap<String, BackupJob.Files>();
        if (sources != null) {
            sources.forEach((name, s) -> {
                if (s.host() != null && s.database() != null && s.user() != null) {
                    databases.put(
                            name,
                            new SourceDatabase(
                                    s.host(), s.port(), s.database(), s.user(), s.password()));
                } else if ((s.folder() == null) != (s.bucket() == null)) {
                    files.put(name, new BackupJob.Files(s.folder(), s.bucket()));
                } else {
                    throw new IllegalArgumentException(
                            "Expected host, database and user, or folder, or bucket below bascule.backup.sources."
                                    + name
                                    + ", but found something else");
                }
            });
        }
        return new Sources(databases, files);
    }

    /** A database or a folder that restores may go to; requests name it. */
    record Target(
            @Nullable String host,
            @DefaultValue("5432") int port,
            @Nullable String database,
            @Nullable String user,
            @Nullable SecretRef password,
            @Nullable Path folder) {}

    /** Where restores may go to, by name. */
    Map<String, RestoreTarget> restoreTargets() {
        var found = new HashMap<String, RestoreTarget>();
        if (targets != null) {
            targets.forEach((name, t) -> {
                if (t.folder() != null && t.host() == null) {
                    found.put(name, new RestoreTarget.Folder(t.folder()));
                } else if (t.host() != null && t.database() != null && t.user() != null) {
                    found.put(
                            name,
                            new RestoreTarget.Database(
                                    new SourceDatabase(
                                            t.host(),
                                            t.port(),
                                            t.database(),
                                            t.user(),
                                            t.password())));
                } else {
                    throw new IllegalArgumentException(
                            "Expected host, database and user, or folder below bascule.backup.targets."
                                    + name
                                    + ", but found something else");
                }
            });
        }
        return found;
    }

    /** Compression. */
    record Zstd(@DefaultValue("1") int level, @DefaultValue("1") int workers) {}
}
