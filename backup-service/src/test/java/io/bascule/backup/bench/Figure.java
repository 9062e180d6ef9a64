package io.bascule.backup.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one thing took, round by round. */
final class Figure {

    private final String name;
    private final Cpu cpu;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> cpuSeconds = new ArrayList<>();
    private long storedBytes;

    Figure(String name, Cpu cpu) {
        this.name = name;
        this.cpu = cpu;
    }

    /** What is measured; returns the bytes it stored. */
    interface Task {
        long run() throws Exception;
    }

    void measure(Task task) throws Exception {
        double before = cpu.seconds();
        long begun = System.nanoTime();
        storedBytes = task.run();
        seconds.add((System.nanoTime() - begun) / 1e9);
        cpuSeconds.add(cpu.seconds() - before);
        System.err.printf(
                "%-32s %7.2f s  %7.2f cpu s  %,d bytes%n",
                name, seconds.getLast(), cpuSeconds.getLast(), storedBytes);
    }

    /** Medians; null if it was not measured. */
    @Nullable Map<String, Object> json() throws IOException {
        if (seconds.isEmpty()) {
            return null;
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("seconds", rounded(median(seconds)));
        json.put("cpuSeconds", rounded(median(cpuSeconds)));
        json.put("storedBytes", storedBytes);
        return json;
    }

    /** The seconds of every round. */
    List<Double> rounds() {
        return seconds.stream().map(Figure::rounded).toList();
    }

    /**
     * Median of the rounds' ratios to another figure's seconds: what disturbed a round disturbed
     * both. Null if one of them was not measured.
     */
    @Nullable Double ratioTo(Figure other) {
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < Math.min(seconds.size(), other.seconds.size()); i++) {
            ratios.add(seconds.get(i) / other.seconds.get(i));
        }
        return ratios.isEmpty() ? null : rounded(median(ratios));
    }

    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    static double median(List<Double> values) {
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(half)
                : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
