package io.bascule.backup.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one thing took, round by round. */
final class Figure {

    private final String name;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> cpuSeconds = new ArrayList<>();
    private long storedBytes;

    Figure(String name) {
        this.name = name;
    }

    /** What is measured; returns the bytes it stored. */
    interface Task {
        long run() throws Exception;
    }

    void measure(Task task) throws Exception {
        double cpu = Cpu.seconds();
        long begun = System.nanoTime();
        storedBytes = task.run();
        seconds.add((System.nanoTime() - begun) / 1e9);
        cpuSeconds.add(Cpu.seconds() - cpu);
        System.err.printf(
                "%-28s %7.2f s  %7.2f cpu s  %,d bytes%n",
                name, seconds.getLast(), cpuSeconds.getLast(), storedBytes);
    }

    double seconds() {
        return median(seconds);
    }

    double cpuSeconds() {
        return median(cpuSeconds);
    }

    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("seconds", seconds());
        json.put("cpuSeconds", cpuSeconds());
        json.put("storedBytes", storedBytes);
        json.put("rounds", List.copyOf(seconds));
        return json;
    }

    /** Median of the rounds' ratios to another figure: what disturbed a round disturbed both. */
    double ratioTo(Figure other) {
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < seconds.size(); i++) {
            ratios.add(seconds.get(i) / other.seconds.get(i));
        }
        return median(ratios);
    }

    private static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
