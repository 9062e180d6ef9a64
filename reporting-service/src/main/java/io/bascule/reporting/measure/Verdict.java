package io.bascule.reporting.measure;

import org.jspecify.annotations.Nullable;

/** A figure against its objective. */
public enum Verdict {
    KEPT,
    BREACHED,
    /** The figure does not prove either. */
    UNKNOWN;

    /** The longest an outage can have been, against the objective. */
    public static Verdict ofRto(RunMeasurement run, double objectiveSeconds) {
        return run.outage() == null
                ? UNKNOWN
                : run.outage().seconds() <= objectiveSeconds ? KEPT : BREACHED;
    }

    /** An upper bound within the objective keeps it; one beyond it proves nothing. */
    public static Verdict ofRpo(Loss loss, double objectiveSeconds) {
        @Nullable Double exact = loss.rpoSeconds();
        if (exact != null) {
            return exact <= objectiveSeconds ? KEPT : BREACHED;
        }
        @Nullable Double atMost = loss.rpoAtMostSeconds();
        return atMost != null && atMost <= objectiveSeconds ? KEPT : UNKNOWN;
    }
}
