package io.bascule.backup.desk;

import io.bascule.backup.dump.Captured;
import io.bascule.backup.dump.PgDump;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.plan.BackupJob;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The ways to take a backup, by the name that the plan uses. */
public record Engines(Sources sources, PgDump pgDump) {

    /**
     * Takes everything of a job's source into a folder of the store; nothing of it looks like a
     * backup yet.
     *
     * @throws IOException if anything failed; what is left is to be cleared by the caller
     */
    Captured capture(PlannedJob planned, BackupStore store, String folder, @Nullable DataKey key)
            throws IOException {
        return switch (planned.job().engine()) {
            case PgDump.ENGINE -> pgDump.dump(sources.database(planned), key, store, folder);
            default -> throw unknown(planned.job());
        };
    }

    /** What must be right before a backup may begin; the message says what is not. */
    static void check(BackupJob job) {
        if (!job.engine().equals(PgDump.ENGINE)) {
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
                "Expected a job of databases with engine pg_dump, but found "
                        + job.kind()
                        + " with "
                        + job.engine());
    }
}
