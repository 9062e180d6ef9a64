package io.bascule.backup.bench;

import io.bascule.backup.dump.CountingStore;
import io.bascule.backup.dump.PgBaseBackup;
import io.bascule.backup.dump.PgDump;
import io.bascule.backup.dump.PgRestore;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.dump.SourceDatabase;
import io.bascule.backup.files.FilesEngine;
import io.bascule.backup.files.FolderTree;
import io.bascule.backup.files.Previous;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.proof.SourceServer;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.Keys;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.ObjectServer;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import io.bascule.contracts.EventJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures backups beside what others would use, one after the other in turn, and writes medians as
 * JSON. See docs/operators/backup-service.md.
 */
public final class BackupBench {

    private static final Duration DEADLINE = Duration.ofHours(2);
    private static final Pipeline PIPELINE = new Pipeline(1, 1);

    private final Map<String, String> options;
    private final int rounds;
    private final KeyRing keys = Keys.ring();
    private final Figure bare = new Figure("pg_dump > /dev/null");
    private final Figure folder = new Figure("bascule to a folder");
    private final Figure bucket = new Figure("bascule to S3");
    private final Figure script = new Figure("pg_dump | gzip | aws s3 cp");
    private final Figure copy = new Figure("bascule, pg_basebackup");
    private final Figure pgBackRest = new Figure("pgbackrest");
    private final Figure pgRestore = new Figure("pg_restore");
    private final Figure restore = new Figure("bascule's restore");
    private int names;

    private BackupBench(Map<String, String> options) {
        this.options = options;
        this.rounds = Integer.parseInt(options.getOrDefault("rounds", "5"));
    }

    public static void main(String[] args) throws Exception {
        var options = new LinkedHashMap<String, String>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i].replaceFirst("^--", ""), args[i + 1]);
        }
        var figures = new BackupBench(options).run();
        byte[] json =
                EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(figures);
        if (options.containsKey("json")) {
            Files.write(Path.of(options.get("json")), json);
        }
        System.out.println(new String(json, StandardCharsets.UTF_8));
    }

    private Map<String, Object> run() throws Exception {
        var figures = new LinkedHashMap<String, Object>();
        try (var source = new SourceServer();
                var objects = new ObjectServer().awaitReady();
                var stores = new Stores(TestStores.s3At(objects.endpoint()));
                var peers = new Peers(source, objects)) {
            peers.run(
                    source.tools()
                            .command(
                                    "pgbench",
                                    List.of(
                                            "--initialize",
                                            "--quiet",
                                            "--scale=" + options.getOrDefault("scale", "100"),
                                            "--host=127.0.0.1",
                                            "--port=" + source.port(),
                                            "--username=postgres",
                                            "orders"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD));
            source.execute("VACUUM FREEZE ANALYZE", "CHECKPOINT");
            Path dumps = Files.createTempDirectory("bascule-bench-");
            var local = stores.of(dumps.toUri().toString());
            var remote = stores.of("s3://" + ObjectServer.BUCKET + "/bench");
            try {
                // What is read first is not measured.
                long plain = peers.bareDump();
                var _ = dump(source, local);
                for (int i = 0; i < rounds; i++) {
                    bare.measure(() -> {
                        var _ = peers.bareDump();
                        return 0;
                    });
                    folder.measure(() -> dump(source, local));
                    copy.measure(() -> copy(source, local));
                    if (peers.hasPgBackRest()) {
                        pgBackRest.measure(peers::pgBackRest);
                    }
                    if (peers.hasAws()) {
                        script.measure(() -> peers.script("s3://" + ObjectServer.BUCKET));
                        bucket.measure(() -> dump(source, remote));
                    }
                    restores(source, peers, local);
                }
                figures.put("plainDumpBytes", plain);
                figures.put("pipelineMBPerSecondPerCore", pipeline(source));
            } finally {
                peers.remove(dumps);
            }
        }
        figures.put("ratioToBareDump", folder.ratioTo(bare));
        figures.put("speedupOverGzipScript", script.ratioTo(bucket));
        figures.put("restoreRatioToPgRestore", restore.ratioTo(pgRestore));
        figures.put("bareDump", bare.json());
        figures.put("bascule", folder.json());
        figures.put("basculeToS3", bucket.json());
        figures.put("gzipScript", script.json());
        figures.put("basculePhysical", copy.json());
        figures.put("pgbackrest", pgBackRest.json());
        figures.put("restore", restore.json());
        figures.put("pgRestore", pgRestore.json());
        figures.put("peakHeapMiB", Peers.peakHeap(options.getOrDefault("heap-gb", "10")));
        figures.put("unchangedFolderRatio", unchangedFolder());
        return figures;
    }

    private long dump(SourceServer source, BackupStore store) throws IOException {
        String name = "dump-" + ++names + "/";
        var captured =
                new PgDump(source.tools(), PIPELINE, Clock.systemUTC(), DEADLINE)
                        .dump(source.database(), keys.newDataKey(name), store, name);
        for (var item : captured.items()) {
            store.delete(item.key());
        }
        return captured.sentBytes();
    }

    private long copy(SourceServer source, BackupStore store) throws IOException {
        String name = "copy-" + ++names + "/";
        var captured =
                new PgBaseBackup(source.tools(), PIPELINE, Clock.systemUTC(), DEADLINE)
                        .copy(source.database(), keys.newDataKey(name), store, name);
        store.delete(captured.items().getFirst().key());
        return captured.sentBytes();
    }

    private void restores(SourceServer source, Peers peers, BackupStore store) throws Exception {
        String name = "restore-" + ++names + "/";
        var key = keys.newDataKey(name);
        var captured =
                new PgDump(source.tools(), PIPELINE, Clock.systemUTC(), DEADLINE)
                        .dump(source.database(), key, store, name);
        var manifest =
                new Manifest(
                        Manifest.FORMAT,
                        name,
                        "bench",
                        "bench",
                        PgDump.ENGINE,
                        "bench",
                        captured.snapshotAt(),
                        captured.snapshotAt(),
                        captured.snapshotAt(),
                        captured.position(),
                        captured.database(),
                        captured.items(),
                        new Manifest.Encryption(DataKey.FORMAT, name, keys.wrap(key)),
                        null,
                        null);
        source.execute("CREATE DATABASE plain", "CREATE DATABASE sealed");
        peers.plainDump();
        pgRestore.measure(peers::plainRestore);
        restore.measure(() ->
                new PgRestore(source.tools(), DEADLINE)
                        .into(
                                new SourceDatabase(
                                        "127.0.0.1",
                                        source.port(),
                                        "sealed",
                                        "postgres",
                                        source.database().password()),
                                false,
                                manifest,
                                store,
                                key));
        source.execute("DROP DATABASE plain", "DROP DATABASE sealed");
        for (var item : captured.items()) {
            store.delete(item.key());
        }
    }

    /** Input per processor second, of real dumps' content and without source and store. */
    private double pipeline(SourceServer source) throws Exception {
        byte[] sample = new Peers.Sample(source).bytes();
        var figures = new ArrayList<Double>();
        int times = 8;
        for (int round = 0; round <= rounds; round++) {
            InputStream all = InputStream.nullInputStream();
            for (int i = 0; i < times; i++) {
                all = new SequenceInputStream(all, new ByteArrayInputStream(sample));
            }
            double cpu = Cpu.seconds();
            var _ =
                    new Pipeline(1, 0)
                            .store(
                                    all,
                                    keys.newDataKey("pipeline"),
                                    new CountingStore(),
                                    "dump",
                                    "object",
                                    () -> {});
            if (round > 0) {
                figures.add(sample.length * (double) times / 1e6 / (Cpu.seconds() - cpu));
            }
        }
        Collections.sort(figures);
        return figures.get(figures.size() / 2);
    }

    private double unchangedFolder() throws Exception {
        int files = Integer.parseInt(options.getOrDefault("files", "100000"));
        Path tree = Files.createTempDirectory("bascule-bench-files-");
        Path stored = Files.createTempDirectory("bascule-bench-packs-");
        var first = new Figure("first backup of a folder");
        var second = new Figure("second backup, unchanged");
        try (var stores = new Stores(TestStores.folderSettings())) {
            for (int i = 0; i < files; i++) {
                Path in = tree.resolve("d" + i / 500);
                if (i % 500 == 0) {
                    Files.createDirectory(in);
                }
                Files.writeString(
                        in.resolve("f" + i), "content of file " + i + " ".repeat(i % 4000));
            }
            var store = stores.of(stored.toUri().toString());
            var engine = new FilesEngine(PIPELINE, Clock.systemUTC());
            for (int round = 0; round < rounds; round++) {
                var key = keys.newDataKey("files");
                String name = "files-" + round;
                var previous = new Previous[1];
                first.measure(() -> {
                    var captured =
                            engine.capture(
                                    new FolderTree(tree), order(store, name + "a", key), null);
                    previous[0] = Peers.previous(captured, name, store, key);
                    return captured.sentBytes();
                });
                second.measure(() ->
                        engine.capture(
                                        new FolderTree(tree),
                                        order(store, name + "b", key),
                                        previous[0])
                                .sentBytes());
            }
            return second.ratioTo(first);
        } finally {
            Peers.removeAll(tree);
            Peers.removeAll(stored);
        }
    }

    private static FilesEngine.Order order(BackupStore store, String name, DataKey key) {
        return new FilesEngine.Order(store, name + "/", "packs/" + name + "-", key, null);
    }
}
