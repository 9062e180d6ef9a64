package io.bascule.backup.desk;

import io.bascule.backup.dump.PgBaseBackup;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.manifest.Rewrapped;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.KeyUnavailableException;
import io.bascule.backup.seal.WrappedKey;
import io.bascule.backup.wal.ArchiveHead;
import io.bascule.backup.wal.Receiver;
import io.bascule.backup.wal.Segments;
import io.bascule.backup.wal.WalArchive;
import io.bascule.backup.wal.WalReplay;
import io.bascule.backup.wal.WalRetention;
import io.bascule.contracts.Position;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens the archives of jobs that archive their log. */
public final class Archives implements AutoCloseable {

    private static final Duration LEAST_WAIT = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Vault vault;
    private final Pipeline pipeline;
    private final Clock clock;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** With these parts. */
    public Archives(Vault vault, Pipeline pipeline, Clock clock) {
        this.vault = vault;
        this.pipeline = pipeline;
        this.clock = clock;
    }

    /** Nobody waits any longer. */
    @Override
    public void close() {
        ended.countDown();
    }

    WalArchive of(PlannedJob planned) {
        var store = vault.store(planned.job());
        return new WalArchive(
                store,
                () -> vault.storeFrom(planned.job(), clock.instant()),
                BackupId.jobFolder(planned.application(), planned.job().name()),
                (folder, encryption) -> vault.dataKey(planned, store, folder, encryption));
    }

    /** Where a receiver writes to. */
    Receiver.Archiving writing(PlannedJob planned) {
        return new Receiver.Archiving() {

            @Override
            public WalArchive archive() {
                return of(planned);
            }

            @Override
            public WalArchive.Writer writer(
                    WalArchive archive,
                    WalArchive.Contents contents,
                    String systemIdentifier,
                    Segments segments)
                    throws IOException {
                return Archives.this.writer(planned, archive, contents, systemIdentifier, segments);
            }
        };
    }

    /** The newest of that server, if today's key wraps it; otherwise a new one. */
    private WalArchive.Writer writer(
            PlannedJob planned,
            WalArchive archive,
            WalArchive.Contents contents,
            String systemIdentifier,
            Segments segments)
            throws IOException {
        var ring = vault.keys(planned.job());
        var newest = contents.newest(systemIdentifier).orElse(null);
        if (newest != null && newest.segmentBytes() == segments.bytes()) {
            var encryption = newest.encryption();
            if (ring == null && encryption == null) {
                return new WalArchive.Writer(archive, newest, null, pipeline);
            }
            if (ring != null && encryption != null) {
                String folder = archive.folderOf(newest.archiveId());
                var store = vault.store(planned.job());
                if (vault.isWrappedNow(planned, store, folder, encryption)) {
                    try {
                        var key = vault.dataKey(planned, store, folder, encryption);
                        return new WalArchive.Writer(archive, newest, key, pipeline);
                    } catch (GeneralSecurityException e) {
                        throw new IOException("Expected the key of " + newest.archiveId(), e);
                    }
                }
            }
        }
        Instant now = clock.instant();
        String id = BackupId.of(now, UUID.randomUUID().toString(), planned.job().name());
        DataKey key = ring == null ? null : ring.newDataKey(id);
        return archive.begin(
                new ArchiveHead(
                        ArchiveHead.FORMAT,
                        id,
                        planned.application(),
                        planned.job().name(),
                        systemIdentifier,
                        segments.bytes(),
                        now,
                        ring == null || key == null
                                ? null
                                : new Manifest.Encryption(DataKey.FORMAT, id, wrapped(ring, key))),
                key,
                pipeline);
    }

    private static List<WrappedKey> wrapped(KeyRing ring, DataKey key) throws IOException {
        try {
            return ring.wrap(key);
        } catch (KeyUnavailableException e) {
            throw new IOException("Expected the keys to wrap a data key, but " + e.getMessage(), e);
        }
    }

    /**
     * The log that leads on from a copy of the server that begins at this position; empty if none
     * does.
     *
     * @param position null if it is not known
     * @param end where it ends; null if that is not known
     */
    Optional<Manifest.Log> log(
            PlannedJob planned, @Nullable Position position, @Nullable Position end)
            throws IOException {
        if (position == null || end == null) {
            return Optional.empty();
        }
        var archive = of(planned);
        return archive.coverage(archive.contents(), position.systemIdentifier())
                .filter(coverage -> coverage.hadBegunAt(position))
                .map(coverage ->
                        new Manifest.Log(archive.folder(), coverage.segments().bytes(), end));
    }

    /**
     * All of the log that leads on from a stored copy of a server, once it has come as far as the
     * copy: it follows within seconds.
     *
     * @param log of its manifest
     */
    WalReplay replayAll(PlannedJob planned, Manifest manifest, Manifest.Log log)
            throws IOException, InterruptedException {
        var archive = planned.job().archive();
        Duration every = archive == null ? LEAST_WAIT : archive.every();
        long begun = System.nanoTime();
        Duration most = every.multipliedBy(4).plus(LEAST_WAIT);
        while (true) {
            var replay = replay(planned, manifest, null, null);
            boolean whole =
                    replay.end().timeline() > log.through().timeline()
                            || !log.through().lsn().isAfter(replay.end().lsn());
            if (whole || replay.hasGap()) {
                return replay;
            }
            if (System.nanoTime() - begun > most.toNanos()) {
                throw new IOException(
                        "Expected the archived log to come as far as the copy, "
                                + log.through().lsn()
                                + ", within "
                                + most
                                + ", but it ends at "
                                + replay.end().lsn());
            }
            // Only the store knows what another instance stores.
            if (ended.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "Expected to wait for the archived log, but the service is stopped");
            }
        }
    }

    /**
     * Removes the log that no copy needs.
     *
     * @param kept manifests of the copies that stay
     * @return what was, or would be, removed
     */
    WalRetention.Removal expire(PlannedJob planned, List<Manifest> kept, boolean dryRun)
            throws IOException {
        var archive = of(planned);
        var removal =
                WalRetention.decide(
                        archive,
                        archive.contents(),
                        kept.stream()
                                .filter(manifest -> manifest.engine().equals(PgBaseBackup.ENGINE))
                                .map(Manifest::position)
                                .filter(Objects::nonNull)
                                .toList());
        if (!dryRun) {
            var store = vault.store(planned.job());
            for (String key : removal.keys()) {
                store.delete(key);
            }
        }
        return removal;
    }

    /**
     * Wraps the data keys of the archives by the keys of today.
     *
     * @return the ids of those that were wrapped by others until now
     */
    List<String> rewrap(PlannedJob planned) throws IOException, GeneralSecurityException {
        var ring = vault.keys(planned.job());
        var done = new ArrayList<String>();
        if (ring == null || planned.job().archive() == null) {
            return done;
        }
        var archive = of(planned);
        var store = vault.store(planned.job());
        for (var head : archive.contents().heads().values()) {
            var encryption = head.encryption();
            String folder = archive.folderOf(head.archiveId());
            if (encryption != null && !vault.isWrappedNow(planned, store, folder, encryption)) {
                var key = vault.dataKey(planned, store, folder, encryption);
                var rewrapped = new Rewrapped(encryption.associatedData(), ring.wrap(key));
                var _ = store.put(folder + rewrapped.name(), rewrapped.toJson());
                done.add(head.archiveId());
            }
        }
        return done;
    }

    /** The log that leads on from a stored copy of a server. */
    WalReplay replay(
            PlannedJob planned,
            Manifest manifest,
            @Nullable Instant until,
            WalReplay.@Nullable Known known)
            throws IOException {
        var position = manifest.position();
        if (position == null) {
            throw new IOException(
                    "Expected the position of " + manifest.backupId() + " in its manifest");
        }
        return WalReplay.find(of(planned), position, until, manifest.completedAt(), known);
    }
}
