package io.bascule.contracts.event;

import io.bascule.contracts.About;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured, with the ids of the events that prove it. A missing event gives no number,
 * never zero.
 */
public sealed interface ReportEvent extends Event {

    /** How final a loss figure is. */
    enum LossFigure {
        /** Counted from the old server's own log and cross-checked with the ledger. */
        EXACT,
        /** The old site could not be read yet: bounds only. */
        BOUNDS,
        /** No figure can be given, and the reason is said. */
        NONE
    }

    @About("RTO and RPO of a run were measured; a later record of the same run replaces it")
    record RecoveryMeasured(
            @About("Application") String application,
            @About("Run") String runId,
            @About("What the run was for") RecoveryEvent.RunKind kind,
            @About("Site that was left") String from,
            @About("Site that serves now") String to,
            @About(
                            value =
                                    "From the last acknowledged write before the outage to the first validated one after it; absent if not measured",
                            unit = "s")
                    @Nullable Double rtoSeconds,
            @About(value = "The shortest it can have been: from the first failed write", unit = "s")
                    @Nullable Double rtoAtLeastSeconds,
            @About(
                            value =
                                    "detect, decide, fence, promote, redirect, validate; they add up to rtoSeconds",
                            unit = "s")
                    Map<String, Double> phaseSeconds,
            @About("EXACT, BOUNDS or NONE") LossFigure lossFigure,
            @About("Transactions lost: exact; absent unless the figure is EXACT")
                    @Nullable Long lostTransactions,
            @About("Transactions lost at least; absent if none is known")
                    @Nullable Long lostTransactionsAtLeast,
            @About(
                            value =
                                    "Age of the newest lost commit against the newest kept one; absent if not known",
                            unit = "s")
                    @Nullable Double rpoSeconds,
            @About(
                            value =
                                    "At most this much time of commits was lost; absent if not known",
                            unit = "s")
                    @Nullable Double rpoAtMostSeconds,
            @About("Why a figure is missing or only a bound; empty if all are exact") String reason,
            @About("Ids of the events behind each figure") Map<String, List<String>> proofs,
            @About("SHA-256 of the report's JSON, hexadecimal") String reportHash)
            implements ReportEvent {

        public RecoveryMeasured {
            phaseSeconds = Map.copyOf(phaseSeconds);
            proofs = Map.copyOf(proofs);
        }

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A measured figure is beyond the plan's objective")
    record ObjectiveBreached(
            @About("Application") String application,
            @About("Run that was measured; absent for a standing exposure") @Nullable String runId,
            @About("rto or rpo") String objective,
            @About(value = "The objective", unit = "s") double objectiveSeconds,
            @About(value = "What was measured", unit = "s") double measuredSeconds)
            implements ReportEvent {
        @Override
        public String subject() {
            return application;
        }
    }

    @About("What would happen if it happened now has changed")
    record ReadinessChanged(
            @About("Application") String application,
            @About("Whether every known exposure is within its objective") boolean ready,
            @About("What is not, in words; empty if all is") List<String> findings)
            implements ReportEvent {

        public ReadinessChanged {
            findings = List.copyOf(findings);
        }

        @Override
        public String subject() {
            return application;
        }
    }
}
