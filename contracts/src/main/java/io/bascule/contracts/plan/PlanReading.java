package io.bascule.contracts.plan;

import java.util.List;

/** What became of reading a plan: all of it, or every reason why not. */
public sealed interface PlanReading {

    /**
     * The plan is whole.
     *
     * @param plan with every default filled in
     * @param hash SHA-256 of the text as UTF-8, hexadecimal
     */
    record Valid(Plan plan, String hash) implements PlanReading {}

    /**
     * The plan is not usable.
     *
     * @param problems at least one, by line and column; at most {@value PlanReader#MAX_PROBLEMS}
     */
    record Invalid(List<PlanProblem> problems) implements PlanReading {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
