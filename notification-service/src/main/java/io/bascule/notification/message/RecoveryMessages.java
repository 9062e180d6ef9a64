package io.bascule.notification.message;

import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.notification.message.Message.Urgency;
import java.util.Locale;
import java.util.stream.Collectors;

/** The words for what the coordinator decided and what each step did: none is silent. */
final class RecoveryMessages {

    private RecoveryMessages() {}

    static Message of(RecoveryEvent event) {
        return switch (event) {
            case RecoveryEvent.PlanAccepted e ->
                    news(
                            "Plan of " + e.application() + " holds",
                            e.application()
                                    + " runs at "
                                    + e.activeSite()
                                    + " under epoch "
                                    + e.epoch());
            case RecoveryEvent.PlanRefused e ->
                    attention(
                            "Plan of " + e.application() + " was refused",
                            "The former one still holds. " + String.join("; ", e.reasons()));
            case RecoveryEvent.SuspicionRaised e ->
                    act(
                            e.application() + " cannot serve at " + e.site(),
                            "Since "
                                    + e.since()
                                    + ": "
                                    + e.observations().stream()
                                            .map(o -> o.observer() + " sees " + o.detail())
                                            .collect(Collectors.joining("; ")));
            case RecoveryEvent.SuspicionCleared e ->
                    news(e.application() + " is no longer suspected at " + e.site(), e.reason());
            case RecoveryEvent.ApprovalAwaited e ->
                    act(
                            "GO or NO-GO for " + e.application() + "?",
                            "Run "
                                    + e.runId()
                                    + " would move it from "
                                    + e.from()
                                    + " to "
                                    + e.to()
                                    + "; "
                                    + loss(e.estimate())
                                    + ". "
                                    + e.reason()
                                    + ". Without an answer until "
                                    + e.until()
                                    + " it is given up.");
            case RecoveryEvent.ApprovalRecorded e ->
                    news(
                            e.verdict() + " for " + e.application(),
                            e.by() + " answered for run " + e.runId() + ": " + e.reason());
            case RecoveryEvent.RunAbandoned e ->
                    attention(
                            "Run " + e.runId() + " was given up",
                            "Nothing was changed: " + e.reason());
            case RecoveryEvent.RequestRefused e ->
                    attention(
                            "A request for " + e.application() + " was refused",
                            e.rule() + ": " + e.detail());
            case RecoveryEvent.RunStarted e ->
                    act(
                            e.application() + " is moving from " + e.from() + " to " + e.to(),
                            words(e.kind())
                                    + " "
                                    + e.runId()
                                    + " by "
                                    + e.requestedBy()
                                    + ": "
                                    + e.reason()
                                    + "; "
                                    + loss(e.estimate())
                                    + ".");
            case RecoveryEvent.StepCompleted e ->
                    news(
                            e.step() + " of " + e.runId() + " is true",
                            "At " + e.site() + " since " + e.finishedAt());
            case RecoveryEvent.RunHalted e ->
                    act(
                            "Run " + e.runId() + " stands still at " + e.step(),
                            "At "
                                    + e.site()
                                    + ": "
                                    + e.reason()
                                    + " Resume it, skip the step with a reason, or cancel.");
            case RecoveryEvent.RunResumed e ->
                    news(
                            "Run " + e.runId() + " goes on",
                            e.by() + " asked for attempt " + e.attempt() + ": " + e.reason());
            case RecoveryEvent.StepSkipped e ->
                    attention(
                            e.step() + " of " + e.runId() + " was passed over",
                            e.by()
                                    + " had it skipped: "
                                    + e.reason()
                                    + ". It is not known to be true.");
            case RecoveryEvent.RollbackStarted e ->
                    attention(
                            "Run " + e.runId() + " is being taken back",
                            e.by() + " asked: " + e.reason());
            case RecoveryEvent.RunCompleted e -> completed(e);
        };
    }

    private static Message completed(RecoveryEvent.RunCompleted e) {
        return e.rolledBack()
                ? attention(
                        "Run " + e.runId() + " was taken back",
                        e.application() + " runs at " + e.activeSite() + " as before.")
                : news(
                        e.application() + " runs at " + e.activeSite(),
                        words(e.kind())
                                + " "
                                + e.runId()
                                + " is over; "
                                + e.standbySite()
                                + " stands by.");
    }

    private static String words(RecoveryEvent.RunKind kind) {
        return kind.name().charAt(0) + kind.name().substring(1).toLowerCase(Locale.ROOT);
    }

    private static String loss(LossEstimate estimate) {
        return estimate.atMostSeconds() == null
                ? "the loss is not known"
                : "at most " + estimate.atMostSeconds() + " s of commits would be lost";
    }

    private static Message news(String title, String text) {
        return new Message(Urgency.NEWS, title, text);
    }

    private static Message attention(String title, String text) {
        return new Message(Urgency.ATTENTION, title, text);
    }

    private static Message act(String title, String text) {
        return new Message(Urgency.ACT, title, text);
    }
}
