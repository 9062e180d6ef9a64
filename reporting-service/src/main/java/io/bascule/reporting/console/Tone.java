package io.bascule.reporting.console;

/** How a state is shown: each has a shape and a colour of its own, and always stands with words. */
public enum Tone {
    GOOD,
    /** Something goes on. */
    BUSY,
    /** A person has to do something. */
    ASK,
    WARN,
    BAD,
    /** Not known, which is never good. */
    UNKNOWN,
    /** Nothing to say. */
    QUIET;

    /** The name of its shape and of its class in the style sheet. */
    public String shape() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
