package io.bascule.backup.policy;

import io.bascule.backup.policy.BackupRecord.Status;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record while a fact changes it: the one place where its fields stand in order. */
final class RecordDraft {

    private final String application;
    private final String backupId;
    private final String job;
    private final String source;
    private final Instant startedAt;
    Status status = Status.STARTED;
    @Nullable String engine;
    @Nullable String requestedBy;
    @Nullable String runner;
    @Nullable Instant snapshotAt;
    @Nullable String manifestUri;
    long sourceBytes;
    long storedBytes;
    double seconds;
    @Nullable ProofLevel level;
    @Nullable Instant provenAt;
    @Nullable Double restoreSeconds;
    int tablesCompared;
    long rowsCompared;
    @Nullable String keyId;
    @Nullable String failure;

    /** Of a backup of which nothing else is known yet. */
    RecordDraft(String application, String backupId, String job, String source, Instant startedAt) {
        this.application = application;
        this.backupId = backupId;
        this.job = job;
        this.source = source;
        this.startedAt = startedAt;
    }

    /** With all that is known. */
    RecordDraft(BackupRecord known) {
        this(known.application(), known.backupId(), known.job(), known.source(), known.startedAt());
        status = known.status();
        engine = known.engine();
        requestedBy = known.requestedBy();
        runner = known.runner();
        snapshotAt = known.snapshotAt();
        manifestUri = known.manifestUri();
        sourceBytes = known.sourceBytes();
        storedBytes = known.storedBytes();
        seconds = known.seconds();
        level = known.level();
        provenAt = known.provenAt();
        restoreSeconds = known.restoreSeconds();
        tablesCompared = known.tablesCompared();
        rowsCompared = known.rowsCompared();
        keyId = known.keyId();
        failure = known.failure();
    }

    BackupRecord done() {
        return new BackupRecord(
                application,
                backupId,
                job,
                status,
                source,
                engine,
                requestedBy,
                runner,
                startedAt,
                snapshotAt,
                manifestUri,
                sourceBytes,
                storedBytes,
                seconds,
                level,
                provenAt,
                restoreSeconds,
                tablesCompared,
                rowsCompared,
                keyId,
                failure);
    }
}
