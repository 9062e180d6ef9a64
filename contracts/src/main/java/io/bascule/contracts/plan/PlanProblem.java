package io.bascule.contracts.plan;

/**
 * One mistake in a plan, and where it stands.
 *
 * @param file the name that the reader was given
 * @param line line, from 1
 * @param column column, from 1
 * @param message what was expected, what was found and what to do; never a secret
 */
public record PlanProblem(String file, int line, int column, String message) {

    /** The form that editors and terminals make clickable: {@code file:line:column: message}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}
