package io.bascule.backup.proof;

import io.bascule.backup.dump.CountingStore;
import io.bascule.backup.dump.PgDump;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.seal.Keys;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Measures a whole backup, fingerprint included, beside bare {@code pg_dump -Fc -Z0 > /dev/null} of
 * the same database: five rounds, one after the other in turn, medians.
 */
final class DumpBench {

    private static final int ROUNDS = 5;

    private DumpBench() {}

    public static void main(String[] args) throws Exception {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 3_000_000;
        try (var source = new SourceServer()) {
            source.execute(
                    "CREATE TABLE bulk AS SELECT i, md5(i::text) || md5((i + 1)::text) AS t, repeat(' ', 40) AS filler, now() AS at FROM generate_series(1, "
                            + rows
                            + ") i");
            var dump =
                    new PgDump(
                            source.tools(),
                            new Pipeline(3, 1),
                            Clock.systemUTC(),
                            Duration.ofHours(1));
            double[] bare = new double[ROUNDS];
            double[] whole = new double[ROUNDS];
            long bytes = 0;
            for (int i = 0; i < ROUNDS; i++) {
                bare[i] = bare(source);
                long begun = System.nanoTime();
                var dumped =
                        dump.dump(
                                source.database(),
                                Keys.ring().newDataKey("bench"),
                                new CountingStore(),
                                "dump/");
                whole[i] = (System.nanoTime() - begun) / 1e9;
                bytes = dumped.items().getFirst().sourceBytes();
            }
            Arrays.sort(bare);
            Arrays.sort(whole);
            double median = whole[ROUNDS / 2];
            System.out.printf(
                    "{\"sourceBytes\": %d, \"bareSeconds\": %.2f, \"backupSeconds\": %.2f, \"MBPerSecond\": %.0f, \"ratioToBareDump\": %.2f}%n",
                    bytes,
                    bare[ROUNDS / 2],
                    median,
                    bytes / 1e6 / median,
                    median / bare[ROUNDS / 2]);
        }
    }

    private static double bare(SourceServer source) throws Exception {
        var arguments = new java.util.ArrayList<>(List.of("-Fc", "-Z0"));
        arguments.addAll(source.database().arguments());
        var builder = source.tools().command("pg_dump", arguments);
        builder.environment().putAll(source.database().environment());
        long begun = System.nanoTime();
        int code =
                builder.redirectOutput(new java.io.File("/dev/null"))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor();
        if (code != 0) {
            throw new IllegalStateException("Expected pg_dump to succeed, but found " + code);
        }
        return (System.nanoTime() - begun) / 1e9;
    }
}
