package io.bascule.reporting.console;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.ReplicationEvent;
import io.bascule.contracts.event.RestoreEvent;
import io.bascule.contracts.event.StepEvent;
import io.bascule.reporting.measure.RunFacts;
import io.bascule.reporting.report.Telling;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fact as one line.
 *
 * @param key identifies its row within a page
 * @param run the run that it names, if any
 */
public record EventLine(
        String key,
        Instant at,
        String subject,
        Tone tone,
        String type,
        String text,
        String source,
        String eventId,
        @Nullable String run) {

    static EventLine of(EventEnvelope<?> fact) {
        return new EventLine(
                "event-"
                        + UUID.nameUUIDFromBytes(
                                (fact.source() + " " + fact.id()).getBytes(StandardCharsets.UTF_8)),
                fact.time(),
                fact.subject(),
                tone(fact),
                fact.event().getClass().getSimpleName(),
                Telling.of(fact.event()),
                fact.source(),
                fact.id(),
                RunFacts.runOf(fact.event()));
    }

    private static Tone tone(EventEnvelope<?> fact) {
        return switch (fact.event()) {
            case HealthEvent.SiteUnhealthy _,
                    HealthEvent.FrontDoorInterrupted _,
                    RecoveryEvent.SuspicionRaised _,
                    RecoveryEvent.RunHalted _,
                    StepEvent.StepFailed _,
                    BackupEvent.BackupFailed _,
                    BackupEvent.BackupVerificationFailed _,
                    RestoreEvent.RestoreFailed _,
                    ReplicationEvent.ReplicationBroken _ ->
                    Tone.BAD;
            case RecoveryEvent.ApprovalAwaited _ -> Tone.ASK;
            case RecoveryEvent.RequestRefused _,
                    RecoveryEvent.PlanRefused _,
                    RecoveryEvent.StepSkipped _,
                    RecoveryEvent.RollbackStarted _,
                    RecoveryEvent.RunAbandoned _ ->
                    Tone.WARN;
            case RecoveryEvent.RunStarted _, RecoveryEvent.RunResumed _ -> Tone.BUSY;
            case HealthEvent.SiteHealthy _,
                    HealthEvent.FrontDoorRestored _,
                    RecoveryEvent.RunCompleted _,
                    RecoveryEvent.StepCompleted _,
                    BackupEvent.BackupVerified _,
                    ReplicationEvent.ReplicationRestored _ ->
                    Tone.GOOD;
            default -> Tone.QUIET;
        };
    }
}
