package io.bascule.contracts.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** The mistakes found so far, in the order in which a person reads the file. */
final class Problems {

    private final String file;
    private final List<PlanProblem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(Node where, String message) {
        add(where.getStartMark(), message);
    }

    void add(Optional<Mark> where, String message) {
        int line = where.map(m -> m.getLine() + 1).orElse(1);
        int column = where.map(m -> m.getColumn() + 1).orElse(1);
        found.add(new PlanProblem(file, line, column, message));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<PlanProblem> inOrder() {
        return found.stream()
                .distinct()
                .sorted(
                        Comparator.comparingInt(PlanProblem::line)
                                .thenComparingInt(PlanProblem::column))
                .limit(PlanReader.MAX_PROBLEMS)
                .toList();
    }
}
