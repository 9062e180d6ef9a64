package io.bascule.cli.platform;

/**
 * A talk with the platform that came to nothing, and that a person can do something about. The
 * message is one line: what was expected, what was found, what to do.
 */
public final class TalkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is. */
    public enum Kind {
        /** No connection came to be: nothing was said, so it may be said another way. */
        NOT_CONNECTED,
        /** Gateway or broker do not answer, or it is not known where they are. */
        UNREACHABLE,
        /** There is nothing of that name. */
        UNKNOWN,
        /** Whoever asks may not. */
        NOT_ALLOWED,
        /** What was said cannot be read or used. */
        MALFORMED,
        /** What was awaited did not come in time. */
        NO_ANSWER,
        /** The other side failed. */
        FAILED
    }

    private final Kind kind;

    public TalkException(Kind kind, String message) {
        super(oneLine(message));
        this.kind = kind;
    }

    public TalkException(Kind kind, String message, Throwable cause) {
        super(oneLine(message), cause);
        this.kind = kind;
    }

    /** What kind of trouble it is. */
    public Kind kind() {
        return kind;
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
