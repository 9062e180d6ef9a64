package io.bascule.backup.bench;

import io.bascule.backup.dump.PgDump;
import io.bascule.backup.dump.PgRestore;
import io.bascule.backup.dump.SourceDatabase;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.proof.Verifier;
import io.bascule.backup.seal.DataKey;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Restores beside {@code pg_restore} of a plain dump that lies on the disk. */
final class Restores {

    private final Ground ground;
    private final Path work;
    private final Figure alone;
    private final Figure sealed;
    private final Figure proven;
    private final List<Double> restoring = new ArrayList<>();

    Restores(Ground ground) throws IOException {
        this.ground = ground;
        this.work = ground.folder("w");
        alone = new Figure("pg_restore", ground.cpu);
        sealed = new Figure("bascule's restore", ground.cpu);
        proven = new Figure("bascule's proof, content equal", ground.cpu);
    }

    void measure(int rounds) throws Exception {
        Path plain = plainDump();
        String name = ground.name("restore");
        DataKey key = ground.keys.newDataKey(name);
        var manifest = manifest(name, key);
        for (int i = 0; i < rounds; i++) {
            // In turn: who comes second finds the server otherwise than who came first.
            if (i % 2 == 0) {
                into("alone", alone, () -> plainRestore(plain));
                into("sealed", sealed, () -> restore(manifest, key));
            } else {
                into("sealed", sealed, () -> restore(manifest, key));
                into("alone", alone, () -> plainRestore(plain));
            }
            proven.measure(() -> prove(manifest, key));
        }
        for (var item : manifest.objects()) {
            ground.local.delete(item.key());
        }
        Files.delete(plain);
    }

    void into(Map<String, Object> figures, Map<String, Object> details) throws IOException {
        // Of speeds: more is faster than pg_restore.
        figures.put("restoreRatioToPgRestore", alone.ratioTo(sealed));
        details.put("provenRatioToPgRestore", alone.ratioTo(proven));
        details.put("pgRestore", alone.json());
        details.put("restore", sealed.json());
        details.put("proof", proven.json());
        if (!restoring.isEmpty()) {
            details.put("proofRestoringSeconds", Figure.rounded(Figure.median(restoring)));
        }
        var rounds = new LinkedHashMap<String, Object>();
        rounds.put("pgRestore", alone.rounds());
        rounds.put("restore", sealed.rounds());
        rounds.put("proof", proven.rounds());
        details.put("restoreRoundsSeconds", rounds);
    }

    /** Into a new database of the same server, which rests before and is gone afterwards. */
    private void into(String database, Figure figure, Figure.Task task) throws Exception {
        ground.source.execute("CREATE DATABASE " + database, "CHECKPOINT");
        figure.measure(task);
        ground.source.execute("DROP DATABASE " + database);
    }

    private Path plainDump() throws Exception {
        Path plain = ground.folder("plain").resolve("plain.dump");
        var arguments = new ArrayList<>(List.of("-Fc", "-Z0", "--file=" + plain));
        arguments.addAll(ground.source.database().arguments());
        Tool.run(
                ground.source,
                ground.tools()
                        .command("pg_dump", arguments)
                        .redirectError(ProcessBuilder.Redirect.INHERIT));
        return plain;
    }

    private long plainRestore(Path plain) throws Exception {
        Tool.run(
                ground.source,
                ground.tools()
                        .command(
                                "pg_restore",
                                List.of(
                                        "--exit-on-error",
                                        "--single-transaction",
                                        "--no-owner",
                                        "--no-privileges",
                                        "--host=127.0.0.1",
                                        "--port=" + ground.source.port(),
                                        "--username=postgres",
                                        "--dbname=alone",
                                        plain.toString()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT));
        return 0;
    }

    private long restore(Manifest manifest, DataKey key) throws IOException {
        var target =
                new SourceDatabase(
                        "127.0.0.1",
                        ground.source.port(),
                        "sealed",
                        "postgres",
                        ground.source.database().password());
        return new PgRestore(ground.tools(), Ground.DEADLINE)
                .into(target, false, manifest, ground.local, key);
    }

    /** The whole ladder above reading: a server of its own, restored, its content compared. */
    private long prove(Manifest manifest, DataKey key) throws Exception {
        new Verifier(ground.tools(), work, Ground.DEADLINE)
                .verify(
                        manifest,
                        ground.local,
                        key,
                        _ -> key,
                        ProofLevel.CONTENT_EQUAL,
                        List.of(),
                        passed -> {
                            if (passed.level() == ProofLevel.RESTORED
                                    && passed.restoreSeconds() != null) {
                                restoring.add(passed.restoreSeconds());
                            }
                        });
        return 0;
    }

    private Manifest manifest(String name, DataKey key) throws Exception {
        var captured =
                new PgDump(ground.tools(), Ground.PIPELINE, Clock.systemUTC(), Ground.DEADLINE)
                        .dump(ground.source.database(), key, ground.local, name);
        return new Manifest(
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
                new Manifest.Encryption(DataKey.FORMAT, name, ground.keys.wrap(key)),
                null,
                null,
                null);
    }
}
