package io.bascule.contracts.plan;

import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Names that may stand once. */
final class Once {

    private final String what;
    private final Problems problems;
    private final Map<String, Node> seen = new HashMap<>();

    Once(String what, Problems problems) {
        this.what = what;
        this.problems = problems;
    }

    /** Records a second use as a problem; an empty name has been recorded as one already. */
    void check(String name, Node where) {
        if (name.isEmpty()) {
            return;
        }
        var before = seen.putIfAbsent(name, where);
        if (before != null) {
            problems.add(
                    where,
                    "Expected each "
                            + what
                            + " once, but '"
                            + name
                            + "' stands in line "
                            + Section.line(before)
                            + " already");
        }
    }
}
