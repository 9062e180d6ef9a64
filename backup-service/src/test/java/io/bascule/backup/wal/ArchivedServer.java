package io.bascule.backup.wal;

import io.bascule.backup.dump.PgBaseBackup;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.dump.SourceDatabase;
import io.bascule.backup.dump.Unpack;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.proof.SourceServer;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.Keys;
import io.bascule.backup.seal.WrappingKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.contracts.Position;
import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresServer;
import io.bascule.postgres.PostgresTools;
import io.bascule.postgres.ServerStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A server whose log is archived into a store, and what is restored from there. */
final class ArchivedServer implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(3);
    static final Duration EVERY = Duration.ofSeconds(1);
    static final String SLOT = WalSlot.name("orders", "copy");

    private static final String ID = "20261122T030000Z-0123456789ab";
    private static final String JOB_FOLDER = "orders/copy/";

    final String recoveryKey = Keys.random();
    final KeyRing keys =
            new KeyRing(
                    WrappingKey.parse(Keys.random(), "wrapping"),
                    WrappingKey.parse(recoveryKey, "recovery"));
    final List<String> said = new CopyOnWriteArrayList<>();
    final List<WalListener.Progress> progress = new CopyOnWriteArrayList<>();
    final Path workDir;
    private final SourceServer source;
    private final List<Runnable> open = new ArrayList<>();

    ArchivedServer(SourceServer source) {
        this.source = source;
        this.workDir = source.tools().temporaryFolder("bascule-wal-");
    }

    PostgresTools tools() {
        return source.tools();
    }

    WalArchive archive(BackupStore store) {
        return new WalArchive(
                store,
                () -> store,
                JOB_FOLDER,
                (_, encryption) -> keys.unwrap(encryption.keys(), encryption.associatedData()));
    }

    Receiver receive(BackupStore store) {
        return receive(source::database, store);
    }

    Receiver receive(Supplier<SourceDatabase> from, BackupStore store) {
        var receiver =
                new Receiver(
                        "orders/copy",
                        from,
                        new Receiver.Archiving() {
                            @Override
                            public WalArchive archive() {
                                return ArchivedServer.this.archive(store);
                            }

                            @Override
                            public WalArchive.Writer writer(
                                    WalArchive archive,
                                    WalArchive.Contents contents,
                                    String system,
                                    Segments segments)
                                    throws IOException {
                                return ArchivedServer.this.writer(
                                        archive, contents, system, segments);
                            }
                        },
                        EVERY,
                        SLOT,
                        new WalListener() {
                            @Override
                            public void progressed(Progress now) {
                                progress.add(now);
                            }

                            @Override
                            public void interrupted(Instant since, String reason) {
                                said.add("interrupted: " + reason);
                            }

                            @Override
                            public void gap(@Nullable Position from, Position to, String reason) {
                                said.add("gap: " + from + " to " + to + ": " + reason);
                            }

                            @Override
                            public void copyWanted(Position since) {
                                said.add("copy wanted");
                            }
                        },
                        Clock.systemUTC());
        receiver.start();
        open.add(receiver::close);
        return receiver;
    }

    private WalArchive.Writer writer(
            WalArchive archive, WalArchive.Contents contents, String system, Segments segments)
            throws IOException {
        var pipeline = new Pipeline(1, 0);
        var newest = contents.newest(system).orElse(null);
        try {
            if (newest != null) {
                var encryption = java.util.Objects.requireNonNull(newest.encryption());
                return new WalArchive.Writer(
                        archive,
                        newest,
                        keys.unwrap(encryption.keys(), newest.archiveId()),
                        pipeline);
            }
            String id = "20261122T02000" + contents.heads().size() + "Z-0123456789ab";
            var key = keys.newDataKey(id);
            return archive.begin(
                    new ArchiveHead(
                            ArchiveHead.FORMAT,
                            id,
                            "orders",
                            "copy",
                            system,
                            segments.bytes(),
                            Instant.now(),
                            new Manifest.Encryption(DataKey.FORMAT, id, keys.wrap(key))),
                    key,
                    pipeline);
        } catch (java.security.GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    void awaitSaid(String word) {
        Awaitility.await().atMost(PATIENCE).until(() -> said.contains(word));
    }

    /** A copy of the server, with its key. */
    record Copy(Manifest manifest, DataKey key) {}

    Copy copy(BackupStore store) throws Exception {
        var key = keys.newDataKey(ID);
        var taken =
                new PgBaseBackup(tools(), new Pipeline(1, 1), Clock.systemUTC(), PATIENCE)
                        .copy(source.database(), key, store, "orders/copy/" + ID + "/");
        var archive = archive(store);
        return new Copy(
                new Manifest(
                        Manifest.FORMAT,
                        ID,
                        "orders",
                        "copy",
                        PgBaseBackup.ENGINE,
                        "test",
                        taken.snapshotAt(),
                        Instant.now(),
                        taken.snapshotAt(),
                        taken.position(),
                        taken.database(),
                        taken.items(),
                        new Manifest.Encryption(DataKey.FORMAT, ID, keys.wrap(key)),
                        null,
                        null,
                        new Manifest.Log(
                                archive.folder(),
                                16 << 20,
                                java.util.Objects.requireNonNull(taken.end()))),
                key);
    }

    /** The log from a copy on, when it leads to an instant. */
    WalReplay awaitReplay(Copy copy, BackupStore store, @Nullable Instant until) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .ignoreException(IOException.class)
                .until(() -> replay(copy, store, until), replay -> reaches(replay, copy));
    }

    private static boolean reaches(WalReplay replay, Copy copy) {
        var log = java.util.Objects.requireNonNull(copy.manifest().log());
        return !log.through().lsn().isAfter(replay.end().lsn());
    }

    WalReplay replay(Copy copy, BackupStore store, @Nullable Instant until) throws IOException {
        return WalReplay.find(
                archive(store),
                java.util.Objects.requireNonNull(copy.manifest().position()),
                until,
                copy.manifest().completedAt(),
                null);
    }

    /** Restores as of an instant and starts the server there. */
    PostgresServer restore(Copy copy, BackupStore store, WalReplay replay, Instant at)
            throws IOException {
        Path folder = workDir.resolve("restored-" + open.size());
        var _ = new Unpack(tools(), PATIENCE).into(folder, copy.manifest(), store, copy.key());
        replay.into(folder, tools());
        said.add("looks for the instant: " + replay.configure(folder, at, tools(), PATIENCE));
        return start(folder);
    }

    PostgresServer start(Path folder) {
        var server =
                Cluster.at(tools(), folder)
                        .start(
                                ServerStart.of(folder)
                                        .within(PATIENCE)
                                        .with(
                                                Map.of(
                                                        "port",
                                                        String.valueOf(PostgresTools.freePort()),
                                                        "unix_socket_directories",
                                                        "")));
        open.add(server::kill);
        // It lets people read while it replays.
        Awaitility.await().atMost(PATIENCE).until(() -> isReplayed(server));
        return server;
    }

    private static boolean isReplayed(PostgresServer server) throws SQLException {
        try (var connection = server.connect("orders", "postgres", SourceServer.PASSWORD);
                var row =
                        connection
                                .createStatement()
                                .executeQuery("SELECT NOT pg_is_in_recovery()")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** The server's own clock. */
    Instant now() throws SQLException {
        try (var connection = source.connect();
                var row = connection.createStatement().executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    static List<String> items(PostgresServer server) throws Exception {
        try (var connection = server.connect("orders", "postgres", SourceServer.PASSWORD);
                var rows =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "SELECT item FROM orders WHERE id > 5000 ORDER BY id")) {
            var items = new ArrayList<String>();
            while (rows.next()) {
                items.add(rows.getString(1));
            }
            return items;
        }
    }

    @Override
    public void close() throws IOException {
        open.reversed().forEach(Runnable::run);
        try (var all = Files.walk(workDir)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
