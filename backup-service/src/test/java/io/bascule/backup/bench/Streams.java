package io.bascule.backup.bench;

import com.github.luben.zstd.ZstdOutputStream;
import io.bascule.backup.dump.CountingStore;
import io.bascule.backup.dump.Pipeline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The pipeline by itself: its speed on one core, and its heap. */
final class Streams {

    private static final int LARGEST_SAMPLE = 64;
    private static final int TIMES = 8;

    private final Ground ground;
    private final int sample;

    /** As many MiB are run through as pgbench's scale, up to 64. */
    Streams(Ground ground, int scale) {
        this.ground = ground;
        this.sample = Math.min(scale, LARGEST_SAMPLE) << 20;
    }

    /**
     * Input per processor second, without source and store: of pgbench's dump, which is mostly
     * spaces, and beside it of rows that are mostly random, with what zstd alone does on these.
     */
    void speed(int rounds, Map<String, Object> figures, Map<String, Object> details)
            throws Exception {
        double dump = megabytesPerSecond(rounds, dumpSample());
        byte[] random = rows();
        figures.put("pipelineMBPerSecondPerCore", Figure.rounded(dump));
        details.put(
                "pipelineMBPerSecondPerCoreOfRandomRows",
                Figure.rounded(megabytesPerSecond(rounds, random)));
        details.put("zstdAloneMBPerSecondOfRandomRows", Figure.rounded(zstdAlone(rounds, random)));
    }

    private static double zstdAlone(int rounds, byte[] content) throws IOException {
        var speeds = new ArrayList<Double>();
        var system = ManagementFactory.getThreadMXBean();
        for (int round = 0; round < rounds; round++) {
            long begun = system.getCurrentThreadCpuTime();
            try (var zstd = new ZstdOutputStream(OutputStream.nullOutputStream(), 1)) {
                for (int i = 0; i < TIMES; i++) {
                    zstd.write(content, 0, content.length);
                }
            }
            double seconds = (system.getCurrentThreadCpuTime() - begun) / 1e9;
            speeds.add(content.length * (double) TIMES / 1e6 / seconds);
            System.err.printf("%-32s %7.0f MB/s%n", "zstd alone", speeds.getLast());
        }
        return Figure.median(speeds);
    }

    private double megabytesPerSecond(int rounds, byte[] content) throws IOException {
        var speeds = new ArrayList<Double>();
        var system = ManagementFactory.getThreadMXBean();
        for (int round = 0; round <= rounds; round++) {
            InputStream all = InputStream.nullInputStream();
            for (int i = 0; i < TIMES; i++) {
                all = new SequenceInputStream(all, new ByteArrayInputStream(content));
            }
            long begun = system.getCurrentThreadCpuTime();
            var item =
                    new Pipeline(1, 0)
                            .store(
                                    all,
                                    ground.keys.newDataKey("pipeline"),
                                    new CountingStore(),
                                    "dump",
                                    "object",
                                    () -> {});
            double seconds = (system.getCurrentThreadCpuTime() - begun) / 1e9;
            // The first compiles.
            if (round > 0) {
                speeds.add(content.length * (double) TIMES / 1e6 / seconds);
                System.err.printf(
                        "%-32s %7.0f MB/s  %,d of %,d bytes%n",
                        "pipeline", speeds.getLast(), item.storedBytes(), item.sourceBytes());
            }
        }
        return Figure.median(speeds);
    }

    /** The beginning of a real dump. */
    private byte[] dumpSample() throws Exception {
        var arguments = new ArrayList<>(List.of("-Fc", "-Z0"));
        arguments.addAll(ground.source.database().arguments());
        var builder = ground.tools().command("pg_dump", arguments);
        builder.environment().putAll(ground.source.database().environment());
        var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        byte[] bytes = process.getInputStream().readNBytes(sample);
        process.destroyForcibly();
        var _ = process.waitFor();
        return bytes;
    }

    /** As COPY writes them: a number, a hash, an amount, a time. */
    private byte[] rows() {
        var random = new SplittableRandom(7);
        var rows = new StringBuilder(sample + 200);
        for (int i = 0; rows.length() < sample; i++) {
            rows.append(i)
                    .append('\t')
                    .append("%016x%016x".formatted(random.nextLong(), random.nextLong()))
                    .append('\t')
                    .append(random.nextInt(1_000_000) / 100.0)
                    .append("\t2026-11-22 ")
                    .append(
                            "%02d:%02d:%02d.%06d"
                                    .formatted(
                                            i / 3600 % 24,
                                            i / 60 % 60,
                                            i % 60,
                                            random.nextInt(1_000_000)))
                    .append("+00\n");
        }
        return rows.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Of a JVM that may use 256 MiB, through which so many gigabytes pass to the S3 server. */
    double peakHeapMiB(double gigabytes) throws Exception {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dlogging.level.root=WARN",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.bascule.backup.dump.SmallHeap",
                                String.valueOf((long) (gigabytes * 1e9)),
                                ground.objects.endpoint().toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("Expected the stream to pass, but found: " + said);
        }
        System.err.print(said);
        return Double.parseDouble(said.replaceAll("(?s).*peak heap ([0-9.]+) MiB.*", "$1"));
    }
}
