package io.bascule.backup.bench;

import io.bascule.contracts.EventJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures backups beside what others would use, one after the other in turn, and writes medians as
 * JSON. See docs/operators/backup-service.md.
 */
public final class BackupBench {

    private static final int WRONG_USAGE = 2;

    private BackupBench() {}

    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench/backup: " + e.getMessage());
            System.exit(WRONG_USAGE);
            return;
        }
        byte[] json =
                EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(run(options));
        if (options.json() != null) {
            Files.write(options.json(), json);
        }
        System.out.println(new String(json, StandardCharsets.UTF_8));
    }

    /** Measures; what was not asked for is null. */
    static Map<String, @Nullable Object> run(Options options) throws Exception {
        var figures = new LinkedHashMap<String, @Nullable Object>();
        for (String key :
                new String[] {
                    "ratioToBareDump",
                    "speedupOverGzipScript",
                    "dumpSpeedupOverGzipScript",
                    "pipelineMBPerSecondPerCore",
                    "peakHeapMiB",
                    "restoreRatioToPgRestore",
                    "pgbackrest",
                    "bascule",
                    "unchangedFolderRatio"
                }) {
            figures.put(key, null);
        }
        var details = new LinkedHashMap<String, @Nullable Object>();
        details.put("processors", Runtime.getRuntime().availableProcessors());
        details.put("scale", options.scale());
        details.put("rounds", options.rounds());
        details.put("files", options.files());
        details.put("heapGigabytes", options.heapGigabytes());
        try (var ground = new Ground()) {
            ground.fill(options.scale());
            for (var part : options.parts()) {
                switch (part) {
                    case DUMP -> {
                        var dumps = new Dumps(ground);
                        dumps.measure(options.rounds());
                        dumps.into(figures, details);
                    }
                    case RESTORE -> {
                        var restores = new Restores(ground);
                        restores.measure(options.rounds());
                        restores.into(figures, details);
                    }
                    case PIPELINE ->
                            new Streams(ground, options.scale())
                                    .speed(options.rounds(), figures, details);
                    case HEAP ->
                            figures.put(
                                    "peakHeapMiB",
                                    new Streams(ground, options.scale())
                                            .peakHeapMiB(options.heapGigabytes()));
                    case FILES -> {
                        var mixed = new Folders(ground, Folders.Sizes.MIXED);
                        mixed.measure(options.rounds(), options.files());
                        figures.put("unchangedFolderRatio", mixed.ratio());
                        details.put("mixedFiles", mixed.json());
                        var small = new Folders(ground, Folders.Sizes.SMALL);
                        small.measure(options.rounds(), options.files());
                        details.put("unchangedFolderRatioOfSmallFiles", small.ratio());
                        details.put("smallFiles", small.json());
                    }
                }
            }
        }
        figures.put("details", details);
        return figures;
    }
}
