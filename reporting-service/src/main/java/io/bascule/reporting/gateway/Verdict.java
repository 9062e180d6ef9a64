package io.bascule.reporting.gateway;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.ApprovalEvent;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupExpired;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.VerificationRefused;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.ApprovalRecorded;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.PlanRefused;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RollbackStarted;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.RecoveryEvent.StepSkipped;
import io.bascule.contracts.event.RecoveryEvent.SuspicionCleared;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.contracts.event.RestoreEvent;
import io.bascule.contracts.event.RestoreEvent.RestoreCompleted;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.event.RestoreEvent.RestoreStarted;
import io.bascule.contracts.event.WalEvent;
import io.bascule.reporting.gateway.Answer.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the facts that an event led to say about it. One decision may be several facts: a GO is
 * recorded and then starts the run, so some are an answer only when nothing follows them.
 */
final class Verdict {

    /** Facts of one event that are looked at. */
    static final int FACTS_AT_MOST = 200;

    /** The rule as the coordinator names it where it refuses such an answer itself. */
    private static final String AWAITED = "a GO or NO-GO answers a run that waits for it";

    private Verdict() {}

    /** Whether no further fact can change the answer. */
    static boolean isFinal(List<EventEnvelope<?>> facts) {
        return facts.stream()
                .map(EventEnvelope::event)
                .anyMatch(e ->
                        e instanceof RunStarted
                                || e instanceof ApprovalAwaited
                                || e instanceof RequestRefused
                                || e instanceof PlanAccepted
                                || e instanceof PlanRefused);
    }

    /** Whether it is an answer if nothing follows. */
    static boolean isAnswer(List<EventEnvelope<?>> facts) {
        return isFinal(facts)
                || facts.stream().map(EventEnvelope::event).anyMatch(e -> taken(e) != null)
                || facts.stream().anyMatch(f -> refusedByBackup(f.event()) != null);
    }

    /** The answer to a request or an approval. */
    static Answer of(EventEnvelope<?> said, List<EventEnvelope<?>> facts) {
        String id = said.id();
        String application = said.subject();
        var events = events(facts);
        var started = first(events, RunStarted.class);
        if (started.isPresent()) {
            var run = started.get();
            return new Answer(
                    id,
                    Outcome.STARTED,
                    application,
                    run.runId(),
                    null,
                    "%s from %s to %s has started".formatted(run.kind(), run.from(), run.to()));
        }
        var asked = first(events, ApprovalAwaited.class);
        if (asked.isPresent()) {
            return new Answer(
                    id,
                    Outcome.AWAITING_APPROVAL,
                    application,
                    asked.get().runId(),
                    null,
                    asked.get().reason() + "; an answer is awaited until " + asked.get().until());
        }
        var refused = first(events, RequestRefused.class);
        if (refused.isPresent()) {
            return new Answer(
                    id,
                    Outcome.REFUSED,
                    application,
                    null,
                    refused.get().rule(),
                    refused.get().detail());
        }
        return withoutRun(said, facts);
    }

    private static Answer withoutRun(EventEnvelope<?> said, List<EventEnvelope<?>> facts) {
        String id = said.id();
        String application = said.subject();
        var events = events(facts);
        var words = new ArrayList<String>();
        boolean taken = false;
        for (Event event : events) {
            var done = taken(event);
            var refused = refusedByBackup(event);
            taken = taken || done != null;
            if (done != null || refused != null) {
                words.add(done == null ? String.valueOf(refused) : done);
            }
        }
        // A GO that comes too late ends the proposal without being recorded.
        boolean late =
                said.event() instanceof ApprovalEvent
                        && first(events, ApprovalRecorded.class).isEmpty();
        if (words.isEmpty()) {
            return new Answer(
                    id,
                    Outcome.NO_ANSWER,
                    application,
                    null,
                    null,
                    "it is published, and no answer was heard yet; GET /api/runs shows what came of it");
        }
        return new Answer(
                id,
                taken && !late ? Outcome.TAKEN : Outcome.REFUSED,
                application,
                facts.stream()
                        .map(EventEnvelope::correlationId)
                        .filter(run -> run != null && run.startsWith(application + "-"))
                        .findFirst()
                        .orElse(null),
                taken && late ? AWAITED : null,
                String.join("; ", words));
    }

    private static @Nullable String taken(Event event) {
        if (event instanceof BackupEvent backup) {
            return switch (backup) {
                case BackupStarted e -> "backup " + e.backupId() + " has begun";
                case RestoreStarted e -> "restore " + e.restoreId() + " has begun";
                case BackupEvent.VerificationStarted e ->
                        "backup " + e.backupId() + " is being proven up to " + e.upTo();
                case BackupEvent.RetentionReviewed e ->
                        (e.removing() ? "removed " : "would remove ")
                                + e.removes()
                                + " backups, keeps "
                                + e.keeps();
                case BackupEvent.BackupProgressed _,
                        BackupEvent.VerificationRefused _,
                        BackupEvent.VerificationInterrupted _,
                        BackupEvent.BackupRewrapped _,
                        BackupEvent.VerifierProven _,
                        BackupEvent.VerifierBroken _,
                        RestoreEvent.RestoreProgressed _,
                        BackupCompleted _,
                        BackupFailed _,
                        BackupVerified _,
                        BackupVerificationFailed _,
                        BackupExpired _,
                        WalEvent.WalArchived _,
                        WalEvent.WalArchiveInterrupted _,
                        WalEvent.WalGapFound _,
                        RestoreCompleted _,
                        RestoreFailed _ ->
                        null;
            };
        }
        return event instanceof RecoveryEvent recovery ? taken(recovery) : null;
    }

    private static @Nullable String taken(RecoveryEvent event) {
        return switch (event) {
            case ApprovalRecorded e ->
                    e.verdict()
                            + " by "
                            + e.by()
                            + " is recorded"
                            + (e.verdict() == ApprovalEvent.Verdict.NO_GO
                                    ? ""
                                    : "; the run waits for another person, or for one who accepts the loss");
            case RunResumed e ->
                    "attempt " + e.attempt() + " at step " + e.index() + " is under way";
            case StepSkipped e -> e.step() + " is passed over";
            case RollbackStarted _ -> "it is given up, and what was done is undone";
            case RunAbandoned e -> "it is given up: " + e.reason();
            case PlanAccepted _,
                    PlanRefused _,
                    SuspicionRaised _,
                    SuspicionCleared _,
                    ApprovalAwaited _,
                    RequestRefused _,
                    RunStarted _,
                    StepCompleted _,
                    RunHalted _,
                    RunCompleted _ ->
                    null;
        };
    }

    private static @Nullable String refusedByBackup(Event event) {
        if (event instanceof BackupFailed e) {
            return e.job() + ": " + e.reason();
        }
        return event instanceof VerificationRefused e
                ? bare(e.reason())
                : event instanceof RestoreFailed e ? bare(e.reason()) : null;
    }

    /** The outcome says already that it is refused. */
    private static String bare(String reason) {
        return reason.replaceFirst("^Refused: ", "");
    }

    /** The answer to one application's part of a plan. */
    static PlanAnswer.PartAnswer ofPlan(String application, List<EventEnvelope<?>> facts) {
        var events = events(facts);
        var refused = first(events, PlanRefused.class);
        if (refused.isPresent()) {
            return new PlanAnswer.PartAnswer(
                    application, PlanAnswer.Outcome.REFUSED, refused.get().reasons());
        }
        return new PlanAnswer.PartAnswer(
                application,
                first(events, PlanAccepted.class).isPresent()
                        ? PlanAnswer.Outcome.ACCEPTED
                        : PlanAnswer.Outcome.NO_ANSWER,
                List.of());
    }

    private static List<Event> events(List<EventEnvelope<?>> facts) {
        return facts.stream().<Event>map(EventEnvelope::event).toList();
    }

    private static <E extends Event> Optional<E> first(List<Event> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
