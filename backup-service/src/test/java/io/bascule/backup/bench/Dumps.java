package io.bascule.backup.bench;

import io.bascule.backup.dump.PgBaseBackup;
import io.bascule.backup.dump.PgDump;
import io.bascule.backup.store.BackupStore;
import java.io.File;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whole backups of a database beside what others would do. */
final class Dumps {

    private final Ground ground;
    private final Figure bare;
    private final Figure folder;
    private final Figure bucket;
    private final Figure script;
    private final Figure copy;
    private final Figure copyToBucket;
    private final Figure rest;
    private final AwsCli aws;
    private final PgBackRest pgBackRest;

    Dumps(Ground ground) throws IOException {
        this.ground = ground;
        this.aws = new AwsCli(ground);
        this.pgBackRest = new PgBackRest(ground);
        bare = new Figure("pg_dump > /dev/null", ground.cpu);
        folder = new Figure("bascule, pg_dump, to a folder", ground.cpu);
        bucket = new Figure("bascule, pg_dump, to S3", ground.cpu);
        script = new Figure("pg_dump | gzip | aws s3 cp", ground.cpu);
        copy = new Figure("bascule, pg_basebackup, to a folder", ground.cpu);
        copyToBucket = new Figure("bascule, pg_basebackup, to S3", ground.cpu);
        rest = new Figure("pgbackrest", ground.cpu);
    }

    void measure(int rounds) throws Exception {
        // The first of each is not measured: caches fill, and code is compiled.
        var _ = bareDump();
        var _ = dump(ground.local);
        var _ = dump(ground.remote);
        var _ = copy(ground.local);
        var _ = copy(ground.remote);
        for (int i = 0; i < rounds; i++) {
            bare.measure(this::bareDump);
            folder.measure(() -> dump(ground.local));
            script.measure(() -> aws.script(dumpCommand()));
            bucket.measure(() -> dump(ground.remote));
            rest.measure(pgBackRest::full);
            copy.measure(() -> copy(ground.local));
            copyToBucket.measure(() -> copy(ground.remote));
        }
    }

    /** Like is compared with like: a dump with a dump, a copy of files with pgBackRest's. */
    void into(Map<String, Object> figures, Map<String, Object> details) throws IOException {
        figures.put("ratioToBareDump", folder.ratioTo(bare));
        figures.put("speedupOverGzipScript", script.ratioTo(copyToBucket));
        figures.put("dumpSpeedupOverGzipScript", script.ratioTo(bucket));
        figures.put("pgbackrest", rest.json());
        figures.put("bascule", copy.json());
        details.put("bareDumpSpeedupOverGzipScript", script.ratioTo(bare));
        details.put("copyRatioToBareDump", copy.ratioTo(bare));
        var all = new LinkedHashMap<String, Figure>();
        all.put("bareDump", bare);
        all.put("gzipScript", script);
        all.put("basculeDump", folder);
        all.put("basculeDumpToS3", bucket);
        all.put("basculeCopy", copy);
        all.put("basculeCopyToS3", copyToBucket);
        all.put("pgbackrest", rest);
        var rounds = new LinkedHashMap<String, Object>();
        for (var each : all.entrySet()) {
            details.put(each.getKey(), each.getValue().json());
            rounds.put(each.getKey(), each.getValue().rounds());
        }
        details.put("dumpRoundsSeconds", rounds);
    }

    private ProcessBuilder dumpCommand() {
        var arguments = new ArrayList<>(List.of("-Fc", "-Z0"));
        arguments.addAll(ground.source.database().arguments());
        return ground.tools()
                .command("pg_dump", arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private long bareDump() throws Exception {
        Tool.run(ground.source, dumpCommand().redirectOutput(new File("/dev/null")));
        return 0;
    }

    private long dump(BackupStore store) throws IOException {
        String name = ground.name("dump");
        var captured =
                new PgDump(ground.tools(), Ground.PIPELINE, Clock.systemUTC(), Ground.DEADLINE)
                        .dump(ground.source.database(), ground.keys.newDataKey(name), store, name);
        for (var item : captured.items()) {
            store.delete(item.key());
        }
        return captured.sentBytes();
    }

    private long copy(BackupStore store) throws IOException {
        String name = ground.name("copy");
        var captured =
                new PgBaseBackup(
                                ground.tools(), Ground.PIPELINE, Clock.systemUTC(), Ground.DEADLINE)
                        .copy(ground.source.database(), ground.keys.newDataKey(name), store, name);
        store.delete(captured.items().getFirst().key());
        return captured.sentBytes();
    }
}
