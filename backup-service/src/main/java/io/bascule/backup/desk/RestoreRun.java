package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.dump.PgBaseBackup;
import io.bascule.backup.dump.PgDump;
import io.bascule.backup.dump.PgRestore;
import io.bascule.backup.dump.Running;
import io.bascule.backup.dump.Unpack;
import io.bascule.backup.files.FilesEngine;
import io.bascule.backup.files.FilesRestore;
import io.bascule.backup.files.Previous;
import io.bascule.backup.policy.BackupRecord;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.Stage;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import io.bascule.contracts.event.RestoreEvent.RestoreCompleted;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.event.RestoreEvent.RestoreProgressed;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores one backup into a target that this service is configured for. */
public final class RestoreRun {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreRun.class);

    private final Vault vault;
    private final Archives archives;
    private final WalMetrics archived;
    private final PgRestore pgRestore;
    private final Map<String, RestoreTarget> targets;
    private final EventPublisher events;

    /**
     * With these parts.
     *
     * @param targets by name; a request may name no other
     */
    public RestoreRun(
            Vault vault,
            Archives archives,
            WalMetrics archived,
            PgRestore pgRestore,
            Map<String, RestoreTarget> targets,
            EventPublisher events) {
        this.vault = vault;
        this.archives = archives;
        this.archived = archived;
        this.pgRestore = pgRestore;
        this.targets = Map.copyOf(targets);
        this.events = events;
    }

    /**
     * The backup that a request means: the one it names, or the newest proven one of an instant
     * that is not after the one wanted.
     */
    static BackupRecord choose(Catalogue catalogue, RestoreRequested request) throws IOException {
        return choose(catalogue.list(request.application(), request.job()), request);
    }

    /**
     * @param known of the request's application and job, the newest first
     */
    static BackupRecord choose(List<BackupRecord> known, RestoreRequested request)
            throws IOException {
        return known.stream()
                .filter(b ->
                        request.backupId() == null
                                ? b.proven()
                                : b.backupId().equals(request.backupId()))
                .filter(b -> b.status() == BackupRecord.Status.COMPLETED)
                .filter(b ->
                        request.at() == null
                                || (b.snapshotAt() != null
                                        && !b.snapshotAt().isAfter(request.at())))
                .findFirst()
                .orElseThrow(() -> new IOException(none(known, request)));
    }

    private static String none(List<BackupRecord> known, RestoreRequested request) {
        String of =
                request.job() == null
                        ? request.application()
                        : request.application() + "/" + request.job();
        String unproven =
                request.backupId() != null
                        ? ""
                        : known.stream()
                                .filter(b -> b.status() == BackupRecord.Status.COMPLETED)
                                .filter(b -> !b.proven())
                                .findFirst()
                                .map(b ->
                                        "; "
                                                + b.backupId()
                                                + " is complete and not proven: name it to restore it all the same")
                                .orElse("");
        return "Expected "
                + (request.backupId() == null
                        ? "a proven backup"
                        : "a complete backup " + request.backupId())
                + " of "
                + of
                + (request.at() == null ? "" : " of " + request.at() + " or before")
                + ", but the catalogue has none"
                + unproven;
    }

    /**
     * Why a request may not even begin; empty if it may. What cannot be looked at now, such as a
     * database that is away, is left to the restore itself.
     */
    Optional<String> refusal(RestoreRequested request, BackupRecord backup) {
        var target = targets.get(request.target());
        if (target == null) {
            return Optional.of(unknown(request.target()));
        }
        String engine = String.valueOf(backup.engine());
        var unfit = unfit(target, engine, request.path());
        if (unfit.isPresent()) {
            return unfit;
        }
        try {
            return switch (target) {
                case RestoreTarget.Database database ->
                        pgRestore.refusal(database.database(), request.replace());
                case RestoreTarget.Folder folder ->
                        engine.equals(FilesEngine.ENGINE)
                                ? FilesRestore.refusal(folder.path(), request.replace())
                                : FilesRestore.refusal(folder.path(), false);
            };
        } catch (IOException e) {
            LOG.info("Not known before its begin whether a restore fits: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private String unknown(String target) {
        return "Expected one of the configured targets "
                + new TreeSet<>(targets.keySet())
                + ", but found '"
                + target
                + "'; set bascule.backup.targets";
    }

    private static Optional<String> unfit(
            RestoreTarget target, String engine, @Nullable String path) {
        if (path != null && !engine.equals(FilesEngine.ENGINE)) {
            return Optional.of(
                    "Expected a backup of files to restore '"
                            + path
                            + "' from, but found "
                            + engine);
        }
        return switch (target) {
            case RestoreTarget.Database _ ->
                    engine.equals(PgDump.ENGINE)
                            ? Optional.empty()
                            : Optional.of(
                                    "Expected a dump to restore into a database, but found "
                                            + engine
                                            + "; name a target that is a folder");
            case RestoreTarget.Folder _ ->
                    engine.equals(PgDump.ENGINE)
                            ? Optional.of(
                                    "Expected files or a copy of a server to restore into a folder, but found "
                                            + engine
                                            + "; name a target that is a database")
                            : Optional.empty();
        };
    }

    void say(
            String restoreId,
            RestoreRequested request,
            BackupRecord backup,
            Running running,
            EventEnvelope<?> begun) {
        long bytes = running.bytes();
        double seconds = running.seconds();
        // The index of files is read beside their contents.
        long total = Math.max(backup.sourceBytes(), bytes);
        long left = total - bytes;
        var _ =
                events.publishLater(
                        new RestoreProgressed(
                                backup.application(),
                                restoreId,
                                backup.backupId(),
                                request.target(),
                                bytes,
                                total,
                                seconds,
                                bytes == 0 ? null : left * seconds / bytes),
                        begun);
    }

    private long restore(
            PlannedJob planned, RestoreTarget target, RestoreRequested request, Vault.Opened opened)
            throws IOException, GeneralSecurityException {
        var manifest = opened.manifest();
        var unfit = unfit(target, manifest.engine(), request.path());
        if (unfit.isPresent()) {
            throw new IOException(unfit.get());
        }
        return switch (target) {
            case RestoreTarget.Database database -> {
                var _ =
                        pgRestore.into(
                                database.database(),
                                request.replace(),
                                manifest,
                                opened.store(),
                                opened.key());
                yield manifest.main().sourceBytes();
            }
            case RestoreTarget.Folder folder ->
                    switch (manifest.engine()) {
                        case FilesEngine.ENGINE ->
                                new FilesRestore(opened.store(), opened.packKeys())
                                        .into(
                                                folder.path(),
                                                Previous.read(
                                                        manifest, opened.store(), opened.key()),
                                                request.path(),
                                                request.replace())
                                        .bytes();
                        case PgBaseBackup.ENGINE -> {
                            if (request.at() != null && planned.job().archive() != null) {
                                yield replay(planned, folder, request.at(), opened);
                            }
                            var _ =
                                    new Unpack(pgRestore.tools(), pgRestore.deadline())
                                            .into(
                                                    folder.path(),
                                                    manifest,
                                                    opened.store(),
                                                    opened.key());
                            yield manifest.main().sourceBytes();
                        }
                        default -> throw new IOException("Unknown engine " + manifest.engine());
                    };
        };
    }

    /** Nothing is written before it is known that the instant can be reached. */
    private long replay(
            PlannedJob planned, RestoreTarget.Folder folder, Instant at, Vault.Opened opened)
            throws IOException {
        var manifest = opened.manifest();
        if (manifest.log() == null) {
            throw new IOException(
                    "Expected a copy that the archived log leads on from, but "
                            + manifest.backupId()
                            + " was begun before the archive; name another copy, or restore it without an instant");
        }
        if (at.isBefore(manifest.completedAt())) {
            throw new IOException(
                    "Expected an instant after "
                            + manifest.completedAt()
                            + ", when the copy "
                            + manifest.backupId()
                            + " was complete, but found "
                            + at
                            + "; an older copy leads to it, if there is one");
        }
        var replay =
                archives.replay(
                        planned,
                        manifest,
                        at,
                        archived.known(planned.application(), planned.job().name()).orElse(null));
        var _ =
                new Unpack(pgRestore.tools(), pgRestore.deadline())
                        .into(folder.path(), manifest, opened.store(), opened.key());
        replay.into(folder.path(), pgRestore.tools());
        boolean target =
                replay.configure(folder.path(), at, pgRestore.tools(), pgRestore.deadline());
        LOG.info(
                "Restored {} and {} bytes of log; {}",
                manifest.backupId(),
                replay.bytes(),
                target
                        ? "the server that is started there stops replaying at " + at
                        : "nothing was committed after " + at + ": all of it is replayed");
        return manifest.main().sourceBytes() + replay.bytes();
    }

    void run(
            String restoreId,
            RestoreRequested request,
            BackupRecord backup,
            Plans plans,
            EventEnvelope<?> begun) {
        long start = System.nanoTime();
        try {
            if (Running.CURRENT.isBound()) {
                Running.CURRENT.get().enter(Stage.VERIFYING);
            }
            var target = targets.get(request.target());
            if (target == null) {
                throw new IOException(unknown(request.target()));
            }
            var planned =
                    plans.job(backup.application(), backup.job())
                            .orElseThrow(() ->
                                    new IOException(
                                            "Expected the job '"
                                                    + backup.job()
                                                    + "' in the plan, to know the destination, but it is not there"));
            var opened = vault.open(planned, backup.backupId());
            long bytes = restore(planned, target, request, opened);
            var _ =
                    events.publish(
                            new RestoreCompleted(
                                    backup.application(),
                                    restoreId,
                                    backup.backupId(),
                                    request.target(),
                                    (System.nanoTime() - start) / 1e9,
                                    bytes),
                            begun);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("restore", restoreId)
                    .log("Restore of {} failed: {}", backup.backupId(), e.getMessage());
            var _ =
                    events.publish(
                            new RestoreFailed(
                                    backup.application(),
                                    restoreId,
                                    backup.backupId(),
                                    request.target(),
                                    String.valueOf(e.getMessage())),
                            begun);
        }
    }
}
