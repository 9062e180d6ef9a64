package io.bascule.replication.database;

import org.jspecify.annotations.Nullable;

/** A question got no answer; {@link #fault} says in which way. */
public final class LineException extends Exception {

    /** How it failed. */
    public enum Fault {
        /** Nobody listens at the address: the host answered that the port is closed. */
        REFUSED,
        /** The connection broke or could not be made. */
        BROKEN,
        /** No answer within the deadline. */
        LATE,
        /** The server answered with an error. */
        ERROR
    }

    private final Fault fault;
    private final @Nullable String sqlState;

    LineException(
            Fault fault, @Nullable String sqlState, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.fault = fault;
        this.sqlState = sqlState;
    }

    /** In which way it failed. */
    public Fault fault() {
        return fault;
    }

    /** Whether the server named a relation or schema that does not exist. */
    public boolean objectMissing() {
        return "42P01".equals(sqlState) || "3F000".equals(sqlState);
    }

    /** What happened, in one line. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
