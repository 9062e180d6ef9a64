package io.bascule.backup.bench;

import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.proof.SourceServer;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.Keys;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.ObjectServer;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** What all measurements stand on: a server with a pgbench database, a folder, an S3 server. */
final class Ground implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofHours(2);
    static final Pipeline PIPELINE = new Pipeline(1, 1);

    final SourceServer source;
    final ObjectServer objects;
    final KeyRing keys = Keys.ring();
    final Cpu cpu;
    final BackupStore local;
    final BackupStore remote;
    private final Stores stores;
    private final Path folder;
    private int names;

    Ground() throws IOException, SQLException {
        source = new SourceServer();
        objects = new ObjectServer().awaitReady();
        cpu = new Cpu(source.server().process());
        stores = new Stores(TestStores.s3At(objects.endpoint()));
        folder = source.tools().temporaryFolder("bascule-bench-");
        local = stores.of(folder("backups").toUri().toString());
        remote = stores.of("s3://" + ObjectServer.BUCKET + "/bench");
    }

    /** Fills the database as pgbench does, and lets the server come to rest. */
    void fill(int scale) throws Exception {
        // What the tests' own server begins with is no part of pgbench.
        source.execute(
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public",
                "DROP SCHEMA bascule CASCADE");
        Tool.run(
                source,
                tools().command(
                                "pgbench",
                                List.of(
                                        "--initialize",
                                        "--quiet",
                                        "--scale=" + scale,
                                        "--host=127.0.0.1",
                                        "--port=" + source.port(),
                                        "--username=postgres",
                                        "orders"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD));
        source.execute("VACUUM FREEZE ANALYZE", "CHECKPOINT");
    }

    PostgresTools tools() {
        return source.tools();
    }

    /** A name that was not there before. */
    String name(String what) {
        return what + "-" + ++names + "/";
    }

    /** A new folder that lives as long as this. */
    Path folder(String name) throws IOException {
        Path made = Files.createDirectory(folder.resolve(name));
        tools().own(made);
        return made;
    }

    /** How large an object of the S3 server is. */
    long remoteBytes(String key) throws IOException {
        return stores.of("s3://" + ObjectServer.BUCKET + "/").head(key).orElseThrow().bytes();
    }

    static void remove(Path what) throws IOException {
        try (var all = Files.walk(what)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        stores.close();
        objects.close();
        source.close();
        remove(folder);
    }
}
