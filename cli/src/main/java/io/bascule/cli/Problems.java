package io.bascule.cli;

import io.bascule.contracts.plan.PlanProblem;

/** A mistake in a plan as editors understand it: file:line:column: message. */
final class Problems {

    private Problems() {}

    static String line(PlanProblem problem) {
        return problem.file()
                + ":"
                + problem.line()
                + ":"
                + problem.column()
                + ": "
                + problem.message();
    }
}
