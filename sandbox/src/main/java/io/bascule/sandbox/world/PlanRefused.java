package io.bascule.sandbox.world;

import io.bascule.contracts.plan.PlanProblem;
import java.util.List;

/** The plan has mistakes. */
public final class PlanRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<PlanProblem> problems;

    public PlanRefused(List<PlanProblem> problems) {
        super("Expected a plan without mistakes, but found " + problems.size());
        this.problems = List.copyOf(problems);
    }

    /** Every mistake, in the order of the text. */
    public List<PlanProblem> problems() {
        return problems;
    }
}
