package io.bascule.postgres;

/**
 * How a tool ended.
 *
 * @param tool its name, without arguments
 * @param exitCode its exit code; -1 if it was killed at its deadline
 * @param stdout the first {@value #MAX_STDOUT} characters that it wrote
 * @param stderr its last {@value #MAX_STDERR_LINES} lines of complaint
 */
public record ToolResult(String tool, int exitCode, String stdout, String stderr) {

    /** Characters of standard output that are kept. */
    public static final int MAX_STDOUT = 8 * 1024 * 1024;

    /** Lines of standard error that are kept. */
    public static final int MAX_STDERR_LINES = 50;

    /** Whether it ended by itself with exit code 0. */
    public boolean succeeded() {
        return exitCode == 0;
    }

    /**
     * Itself, if it succeeded.
     *
     * @throws PostgresException with the tool's own complaint, if it did not
     */
    public ToolResult orThrow() {
        if (succeeded()) {
            return this;
        }
        throw new PostgresException(
                "Expected "
                        + tool
                        + " to succeed, but "
                        + (exitCode < 0
                                ? "it ran into its deadline"
                                : "found exit code " + exitCode)
                        + ": "
                        + stderr.strip());
    }
}
