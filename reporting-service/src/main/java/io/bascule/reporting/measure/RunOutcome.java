package io.bascule.reporting.measure;

/** Where a run stands. */
public enum RunOutcome {
    /** A person has to say GO or NO-GO. */
    PROPOSED,
    RUNNING,
    HALTED,
    COMPLETED,
    /** Given up before anything was promoted; the application is where it was. */
    ROLLED_BACK,
    /** Proposed and never started: NO-GO, no answer in time, or the site recovered. */
    ABANDONED;

    /** Whether no further fact of the coordinator is to come. */
    public boolean isOver() {
        return switch (this) {
            case COMPLETED, ROLLED_BACK, ABANDONED -> true;
            case PROPOSED, RUNNING, HALTED -> false;
        };
    }
}
