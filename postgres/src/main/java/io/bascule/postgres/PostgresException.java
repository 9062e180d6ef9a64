package io.bascule.postgres;

/**
 * Something about a server or its tools is not as expected; the message says what and what to do.
 */
public final class PostgresException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PostgresException(String message) {
        super(message);
    }

    public PostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
