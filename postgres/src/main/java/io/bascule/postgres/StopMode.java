package io.bascule.postgres;

/** How a server is asked to stop. */
public enum StopMode {
    /** Sessions are ended, a shutdown checkpoint is written, walsenders send it on. */
    FAST("INT"),
    /** Nothing is written; the next start recovers as after a crash. */
    IMMEDIATE("QUIT");

    private final String signal;

    StopMode(String signal) {
        this.signal = signal;
    }

    String signal() {
        return signal;
    }
}
