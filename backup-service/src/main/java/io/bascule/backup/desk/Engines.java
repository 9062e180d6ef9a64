package io.bascule.backup.desk;

import io.bascule.backup.dump.Captured;
import io.bascule.backup.dump.PgBaseBackup;
import io.bascule.backup.dump.PgDump;
import io.bascule.backup.files.BucketTree;
import io.bascule.backup.files.FilesEngine;
import io.bascule.backup.files.FolderTree;
import io.bascule.backup.files.Previous;
import io.bascule.backup.files.Tree;
import io.bascule.backup.store.Stores;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.plan.BackupJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ways to take a backup, by the name that the plan uses. */
public record Engines(
        Sources sources,
        Stores stores,
        PgDump pgDump,
        PgBaseBackup pgBaseBackup,
        FilesEngine files) {

    /**
     * Takes everything of a job's source into a folder of the store; nothing of it looks like a
     * backup yet.
     *
     * @param previous the newest backup of the job that can be read; asked only by engines that
     *     build upon it
     * @throws IOException if anything failed; what is left is to be cleared by the caller
     */
    Captured capture(
            PlannedJob planned, FilesEngine.Order order, Supplier<@Nullable Previous> previous)
            throws IOException {
        return switch (planned.job().engine()) {
            case PgDump.ENGINE ->
                    pgDump.dump(
                            sources.database(planned), order.key(), order.store(), order.folder());
            case PgBaseBackup.ENGINE ->
                    pgBaseBackup.copy(
                            sources.database(planned), order.key(), order.store(), order.folder());
            case FilesEngine.ENGINE ->
                    files.capture(tree(sources.files(planned)), order, previous.get());
            default -> throw unknown(planned.job());
        };
    }

    private Tree tree(BackupJob.Files source) {
        return source.folder() != null
                ? new FolderTree(Path.of(source.folder()))
                : new BucketTree(stores.of(String.valueOf(source.bucket())));
    }

    /** What must be right before a backup may begin; the message says what is not. */
    static void check(BackupJob job) {
        boolean known =
                job.kind() == BackupJob.Kind.DATABASES
                        ? List.of(PgDump.ENGINE, PgBaseBackup.ENGINE).contains(job.engine())
                        : job.engine().equals(FilesEngine.ENGINE);
        if (!known) {
            throw unknown(job);
        }
        if (!job.encryption().equals("AES-256") && !job.encryption().equals("none")) {
            throw new IllegalArgumentException(
                    "Expected encryption AES-256 or none, but found " + job.encryption());
        }
        var _ = levelOf(job);
    }

    static ProofLevel levelOf(BackupJob job) {
        try {
            return ProofLevel.valueOf(job.verify().toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Expected verify to be one of completed, stored, readable, restored, content_equal, but found "
                            + job.verify(),
                    e);
        }
    }

    private static IllegalArgumentException unknown(BackupJob job) {
        return new IllegalArgumentException(
                "Expected databases with engine pg_dump or pg_basebackup, or files, but found "
                        + job.kind()
                        + " with "
                        + job.engine());
    }
}
