package io.bascule.contracts.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Which application must run before which. */
final class Dependencies {

    /** An application, what it waits for, and where that is written. */
    private record Waiting(String name, List<String> needs, Node where) {}

    private final Problems problems;
    private final Map<String, Waiting> all = new LinkedHashMap<>();

    Dependencies(Problems problems) {
        this.problems = problems;
    }

    void add(ApplicationPlan application, Node where) {
        all.putIfAbsent(
                application.name(),
                new Waiting(application.name(), application.dependsOn(), where));
    }

    /** One problem for each group that waits for itself, at its first application. */
    void reportCycles() {
        Map<String, Waiting> stuck = withoutOrder();
        var passed = new HashSet<String>();
        for (Waiting start : stuck.values()) {
            var path = new LinkedHashSet<Waiting>();
            Waiting at = start;
            while (path.add(at) && !passed.contains(at.name())) {
                at = firstStuck(at, stuck);
            }
            if (!passed.contains(at.name())) {
                Waiting entry = at;
                report(path.stream().dropWhile(w -> !w.equals(entry)).toList());
            }
            path.forEach(w -> passed.add(w.name()));
        }
    }

    /** What is left when everything that can start has started. */
    private Map<String, Waiting> withoutOrder() {
        var stuck = new LinkedHashMap<>(all);
        boolean started = true;
        while (started) {
            started =
                    stuck.values().removeIf(w -> w.needs().stream().noneMatch(stuck::containsKey));
        }
        return stuck;
    }

    private static Waiting firstStuck(Waiting waiting, Map<String, Waiting> stuck) {
        for (String need : waiting.needs()) {
            var next = stuck.get(need);
            if (next != null) {
                return next;
            }
        }
        throw new IllegalStateException("Expected " + waiting + " to wait for one that is stuck");
    }

    private void report(List<Waiting> cycle) {
        var declared = List.copyOf(all.values());
        var ordered = new ArrayList<>(cycle);
        int first =
                ordered.indexOf(
                        Collections.min(
                                ordered,
                                (a, b) ->
                                        Integer.compare(declared.indexOf(a), declared.indexOf(b))));
        Collections.rotate(ordered, -first);
        Set<String> names = new LinkedHashSet<>();
        ordered.forEach(w -> names.add(w.name()));
        problems.add(
                ordered.getFirst().where(),
                "Expected dependsOn to give an order, but these wait for each other: "
                        + String.join(" -> ", names)
                        + " -> "
                        + ordered.getFirst().name());
    }
}
