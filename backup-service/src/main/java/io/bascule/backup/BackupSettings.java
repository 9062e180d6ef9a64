package io.bascule.backup;

import io.bascule.backup.dump.SourceDatabase;
import io.bascule.backup.store.S3Settings;
import io.bascule.contracts.plan.SecretRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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
 * @param concurrency backups that run at the same time
 */
@ConfigurationProperties("bascule.backup")
record BackupSettings(
        Path workDir,
        @DefaultValue("12h") Duration deadline,
        @DefaultValue("16") int queue,
        @DefaultValue("1") int concurrency,
        @DefaultValue("true") boolean schedules,
        @DefaultValue Postgres postgres,
        @DefaultValue Keys keys,
        @Nullable Map<String, Target> targets,
        @DefaultValue Zstd zstd,
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

    /** Where the two keys are found; absent if no plan asks for encryption. */
    record Keys(@Nullable SecretRef wrapping, @Nullable SecretRef recovery) {}

    /** A database that restores may go to; requests name it. */
    record Target(
            String host,
            @DefaultValue("5432") int port,
            String database,
            String user,
            @Nullable SecretRef password) {}

    /** The databases that restores may go to, by name. */
    Map<String, SourceDatabase> restoreTargets() {
        var found = new HashMap<String, SourceDatabase>();
        if (targets != null) {
            targets.forEach((name, t) ->
                    found.put(
                            name,
                            new SourceDatabase(
                                    t.host(), t.port(), t.database(), t.user(), t.password())));
        }
        return found;
    }

    /** Compression. */
    record Zstd(@DefaultValue("3") int level, @DefaultValue("1") int workers) {}
}
