package io.bascule.failover.brain;

import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
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
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Facts and commands as records, with the thread to what led to them and to their run. */
final class Told {

    private final EventCodec codec;
    private final Envelopes envelopes;

    Told(EventCodec codec, Envelopes envelopes) {
        this.codec = codec;
        this.envelopes = envelopes;
    }

    /** A fact; one that names no run belongs to the run that is open around it, if any. */
    Record<byte[], byte[]> fact(
            RecoveryEvent fact,
            @Nullable EventEnvelope<?> cause,
            @Nullable String openRun,
            @Nullable String trace) {
        var own = runOf(fact);
        return record(fact, cause, own == null ? openRun : own, trace);
    }

    /** A command; each sending is an event of its own, so that nobody takes it for a duplicate. */
    Record<byte[], byte[]> command(
            StepCommanded command, @Nullable EventEnvelope<?> cause, @Nullable String trace) {
        return record(command, cause, command.runId(), trace);
    }

    private Record<byte[], byte[]> record(
            Event event,
            @Nullable EventEnvelope<?> cause,
            @Nullable String runId,
            @Nullable String trace) {
        var envelope = envelopes.wrap(event, cause, runId, trace);
        var record = codec.encode(envelope);
        return new Record<>(
                record.key(), record.value(), envelope.time().toEpochMilli(), record.headers());
    }

    /** The run that a fact names; null if it names none. */
    static @Nullable String runOf(RecoveryEvent fact) {
        return switch (fact) {
            case PlanAccepted _,
                    PlanRefused _,
                    SuspicionRaised _,
                    SuspicionCleared _,
                    RequestRefused _ ->
                    null;
            case ApprovalAwaited f -> f.runId();
            case ApprovalRecorded f -> f.runId();
            case RunAbandoned f -> f.runId();
            case RunStarted f -> f.runId();
            case StepCompleted f -> f.runId();
            case RunHalted f -> f.runId();
            case RunResumed f -> f.runId();
            case StepSkipped f -> f.runId();
            case RollbackStarted f -> f.runId();
            case RunCompleted f -> f.runId();
        };
    }
}
