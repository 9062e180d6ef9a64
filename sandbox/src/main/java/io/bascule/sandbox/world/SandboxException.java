package io.bascule.sandbox.world;

/** The sandbox cannot go on; the message is one line for a person. */
public final class SandboxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, as far as the exit code of a command tells it. */
    public enum Cause {
        /** A tool, a right or a built part is missing. */
        MISSING,
        /** Another sandbox of this user runs. */
        OCCUPIED,
        /** A port is taken, the disk is full, a process did not start. */
        WORLD,
        /** There is no such thing to do it to. */
        USAGE,
        /** Something that was awaited did not happen in time. */
        AWAITED
    }

    private final Cause why;

    public SandboxException(Cause why, String message) {
        super(message);
        this.why = why;
    }

    public SandboxException(Cause why, String message, Throwable cause) {
        super(message, cause);
        this.why = why;
    }

    /** Which kind of failure it is. */
    public Cause why() {
        return why;
    }
}
