package io.bascule.backup;

import io.bascule.contracts.plan.BackupJob;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Jobs of files, and of copies of a whole server. */
final class StorageJobs {

    private static final String NEVER = "0 3 1 1 *";

    private StorageJobs() {}

    static BackupJob files(String name, Path folder, @Nullable String proofSchedule) {
        return job(
                name,
                BackupJob.Kind.STORAGE,
                "s3://backups-dr/files/",
                "files",
                new BackupJob.Files(folder.toString(), null),
                proofSchedule);
    }

    static BackupJob copy(String name, @Nullable String proofSchedule) {
        return job(
                name,
                BackupJob.Kind.DATABASES,
                "s3://backups-dr/copies/",
                "pg_basebackup",
                null,
                proofSchedule);
    }

    private static BackupJob job(
            String name,
            BackupJob.Kind kind,
            String destination,
            String engine,
            BackupJob.@Nullable Files files,
            @Nullable String proofSchedule) {
        return new BackupJob(
                name,
                kind,
                null,
                NEVER,
                "UTC",
                30,
                destination,
                "AES-256",
                null,
                engine,
                "content_equal",
                files,
                null,
                null,
                null,
                null,
                proofSchedule);
    }
}
