package io.bascule.failover.executor;

/**
 * A step could not be made true. The message says what was expected, what was found and what to do;
 * it is published as it stands, so it never holds a secret.
 */
public final class StepFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StepFailedException(String message) {
        super(message);
    }

    public StepFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
