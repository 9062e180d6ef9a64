package io.bascule.notification.message;

import io.bascule.contracts.event.ReportEvent;
import io.bascule.contracts.event.ReportEvent.RecoveryMeasured;
import io.bascule.notification.message.Message.Urgency;
import org.jspecify.annotations.Nullable;

/** The words for what was measured. A figure that is missing is said to be missing. */
final class ReportMessages {

    private ReportMessages() {}

    static Message of(ReportEvent event) {
        return switch (event) {
            case RecoveryMeasured e ->
                    new Message(
                            Urgency.NEWS,
                            "Run " + e.runId() + " is measured",
                            e.application()
                                    + " was out for "
                                    + seconds(e.rtoSeconds())
                                    + "; lost transactions: "
                                    + lost(e)
                                    + (e.reason().isEmpty() ? "." : " (" + e.reason() + ")."));
            case ReportEvent.ObjectiveBreached e ->
                    new Message(
                            Urgency.ATTENTION,
                            e.application() + " is beyond its " + e.objective(),
                            "Measured "
                                    + e.measuredSeconds()
                                    + " s against an objective of "
                                    + e.objectiveSeconds()
                                    + " s.");
            case ReportEvent.ReadinessChanged e ->
                    new Message(
                            e.ready() ? Urgency.NEWS : Urgency.ATTENTION,
                            e.application() + (e.ready() ? " is ready" : " is not ready"),
                            e.ready()
                                    ? "Every known exposure is within its objective."
                                    : String.join("; ", e.findings()));
        };
    }

    private static String lost(RecoveryMeasured measured) {
        return switch (measured.lossFigure()) {
            case EXACT -> String.valueOf(measured.lostTransactions());
            case BOUNDS ->
                    "at least "
                            + (measured.lostTransactionsAtLeast() == null
                                    ? "an unknown number"
                                    : measured.lostTransactionsAtLeast())
                            + ", at most "
                            + seconds(measured.rpoAtMostSeconds())
                            + " of commits";
            case NONE -> "no figure";
        };
    }

    private static String seconds(@Nullable Double seconds) {
        return seconds == null ? "an unknown time" : seconds + " s";
    }
}
