package io.bascule.sandbox.demo;

/** What befalls the pair before the primary is killed. */
public enum Trouble {
    /** The stream is cut: what is committed from then on is lost with the primary. */
    CUT_STREAM,
    /** The same, and the primary checkpoints before it dies: its slots move on. */
    CUT_STREAM_AND_CHECKPOINT,
    /**
     * The standby receives but does not replay: it is behind for its readers, and loses nothing.
     */
    PAUSED_REPLAY
}
