package io.bascule.backup.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, and how large.
 *
 * @param json where the figures go, beside the output; null for the output alone
 * @param scale of pgbench: 100 is about 1.5 GB
 * @param rounds of each thing, in turn
 * @param files in the folder that does not change
 * @param heapGigabytes that pass through the small heap
 * @param parts what is measured at all
 */
record Options(
        @Nullable Path json,
        int scale,
        int rounds,
        int files,
        double heapGigabytes,
        Set<Part> parts) {

    /** What can be measured by itself. */
    enum Part {
        DUMP,
        RESTORE,
        PIPELINE,
        HEAP,
        FILES
    }

    static final Options DEFAULT =
            new Options(null, 100, 5, 100_000, 10, EnumSet.allOf(Part.class));

    /** Only shows that everything runs: its figures say nothing. */
    static final Options QUICK = new Options(null, 2, 1, 2_000, 0.1, EnumSet.allOf(Part.class));

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException in words, if it is not understood
     */
    static Options parse(String... words) {
        var left = new ArrayDeque<>(List.of(words));
        var options = left.remove("--quick") ? QUICK : DEFAULT;
        while (!left.isEmpty()) {
            String name = left.removeFirst();
            if (left.isEmpty()) {
                throw new IllegalArgumentException("Expected a value after " + name);
            }
            options = options.with(name, left.removeFirst());
        }
        return options;
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--json" ->
                    new Options(Path.of(value), scale, rounds, files, heapGigabytes, parts);
            case "--scale" ->
                    new Options(json, number(name, value), rounds, files, heapGigabytes, parts);
            case "--rounds" ->
                    new Options(json, scale, number(name, value), files, heapGigabytes, parts);
            case "--files" ->
                    new Options(json, scale, rounds, number(name, value), heapGigabytes, parts);
            case "--heap-gb" ->
                    new Options(json, scale, rounds, files, decimal(name, value), parts);
            case "--only" -> new Options(json, scale, rounds, files, heapGigabytes, parts(value));
            default ->
                    throw new IllegalArgumentException(
                            "Expected --json FILE, --scale N, --rounds N, --files N, --heap-gb N, --only PARTS or --quick, but found "
                                    + name);
        };
    }

    private static int number(String name, String value) {
        if (!value.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException(
                    "Expected a number of 1 or more after " + name + ", but found " + value);
        }
        return Integer.parseInt(value);
    }

    private static double decimal(String name, String value) {
        if (!value.matches("[0-9]{1,4}(\\.[0-9]+)?")) {
            throw new IllegalArgumentException(
                    "Expected a number after " + name + ", but found " + value);
        }
        return Double.parseDouble(value);
    }

    private static Set<Part> parts(String value) {
        var parts = EnumSet.noneOf(Part.class);
        for (String word : value.split(",", -1)) {
            parts.add(
                    Arrays.stream(Part.values())
                            .filter(part -> part.name().toLowerCase(Locale.ROOT).equals(word))
                            .findFirst()
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "Expected parts out of dump,restore,pipeline,heap,files, but found "
                                                    + word)));
        }
        return parts;
    }
}
