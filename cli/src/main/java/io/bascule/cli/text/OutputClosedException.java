package io.bascule.cli.text;

/** Whoever read the output went away, as {@code head} does: there is nobody to go on for. */
public final class OutputClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutputClosedException() {
        super("Expected somebody to read the output, but it is closed");
    }
}
