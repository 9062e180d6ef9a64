package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.RecoveryEvent.StepSkipped;
import io.bascule.contracts.event.StepKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The facts of one run, and what follows from them without any arithmetic. */
public final class RunFacts {

    private final String runId;
    private final ApplicationFacts all;
    private final ApplicationFacts own;
    private final @Nullable EventEnvelope<RunStarted> started;
    private final @Nullable EventEnvelope<ApprovalAwaited> awaited;

    private RunFacts(String runId, ApplicationFacts all, ApplicationFacts own) {
        this.runId = runId;
        this.all = all;
        this.own = own;
        this.started = own.of(RunStarted.class).findFirst().orElse(null);
        this.awaited = own.of(ApprovalAwaited.class).findFirst().orElse(null);
    }

    /** Every run that was started or proposed, in the order of its first fact's time. */
    public static List<RunFacts> of(ApplicationFacts facts) {
        return facts.all().stream()
                .filter(e ->
                        e.event() instanceof RunStarted || e.event() instanceof ApprovalAwaited)
                .map(e -> runOf(e.event()))
                .filter(Objects::nonNull)
                .distinct()
                .map(run -> of(facts, run))
                .toList();
    }

    private static RunFacts of(ApplicationFacts facts, String runId) {
        var own = facts.all().stream().filter(e -> runId.equals(runOf(e.event()))).toList();
        return new RunFacts(runId, facts, ApplicationFacts.of(facts.application(), own));
    }

    /** The run that an event names; null if it names none. */
    public static @Nullable String runOf(Event event) {
        return switch (event) {
            case RecoveryEvent.ApprovalAwaited e -> e.runId();
            case RecoveryEvent.ApprovalRecorded e -> e.runId();
            case RecoveryEvent.RunAbandoned e -> e.runId();
            case RecoveryEvent.RunStarted e -> e.runId();
            case RecoveryEvent.StepCompleted e -> e.runId();
            case RecoveryEvent.RunHalted e -> e.runId();
            case RecoveryEvent.RunResumed e -> e.runId();
            case RecoveryEvent.StepSkipped e -> e.runId();
            case RecoveryEvent.RollbackStarted e -> e.runId();
            case RecoveryEvent.RunCompleted e -> e.runId();
            case io.bascule.contracts.event.StepEvent.StepSucceeded e -> e.runId();
            case io.bascule.contracts.event.StepEvent.StepFailed e -> e.runId();
            case io.bascule.contracts.event.StepEvent.LostTransactionsListed e -> e.runId();
            case io.bascule.contracts.event.ApprovalEvent.ApprovalGiven e -> e.runId();
            case io.bascule.contracts.event.RequestEvent.ResumeRequested e -> e.runId();
            case io.bascule.contracts.event.RequestEvent.CancelRequested e -> e.runId();
            default -> null;
        };
    }

    /** The run's id. */
    public String runId() {
        return runId;
    }

    /** All facts of the application. */
    public ApplicationFacts all() {
        return all;
    }

    /** The facts that name this run. */
    public ApplicationFacts own() {
        return own;
    }

    /** The fact that started it; empty while it is only proposed. */
    public Optional<EventEnvelope<RunStarted>> started() {
        return Optional.ofNullable(started);
    }

    /** The fact that asked a person; empty if nobody was asked. */
    public Optional<EventEnvelope<ApprovalAwaited>> awaited() {
        return Optional.ofNullable(awaited);
    }

    /** The fact that ended it. */
    public Optional<EventEnvelope<RunCompleted>> ended() {
        return own.of(RunCompleted.class).findFirst();
    }

    /** The trace of the run (W3C traceparent); null if its facts carry none. */
    public @Nullable String trace() {
        return started != null
                ? started.traceparent()
                : awaited == null ? null : awaited.traceparent();
    }

    /** What the run is for. */
    public RunKind kind() {
        return started != null ? started.event().kind() : proposed().kind();
    }

    /** Site that is left. */
    public String from() {
        return started != null ? started.event().from() : proposed().from();
    }

    /** Site that is gone to. */
    public String to() {
        return started != null ? started.event().to() : proposed().to();
    }

    /** The run's epoch; 0 if it never started. */
    public long epoch() {
        return started != null ? started.event().epoch() : 0;
    }

    /** Who asked for it. */
    public String requestedBy() {
        return started != null ? started.event().requestedBy() : proposed().requestedBy();
    }

    /** Why. */
    public String reason() {
        return started != null ? started.event().reason() : proposed().reason();
    }

    /** What the promotion was expected to lose when it was decided. */
    public LossEstimate estimate() {
        return started != null ? started.event().estimate() : proposed().estimate();
    }

    /** The fact by which a step of this kind became true. */
    public Optional<EventEnvelope<StepCompleted>> completed(StepKind kind) {
        return own.first(StepCompleted.class, step -> step.step() == kind);
    }

    /** Captures of the tail of the site that this run left, before another failover left it. */
    List<EventEnvelope<StepCompleted>> captures() {
        long next =
                all.of(RunStarted.class)
                        .map(EventEnvelope::event)
                        .filter(s -> s.kind() == RunKind.FAILOVER && s.epoch() > epoch())
                        .mapToLong(RunStarted::epoch)
                        .min()
                        .orElse(Long.MAX_VALUE);
        return all.of(StepCompleted.class)
                .filter(s -> s.event().step() == StepKind.CAPTURE_TAIL)
                .filter(s -> s.event().epoch() > epoch() && s.event().epoch() < next)
                .filter(s -> s.event().site().equals(from()))
                .toList();
    }

    /** The fact with which the run went past a step of this kind: it is true, or was skipped. */
    Optional<? extends EventEnvelope<?>> passed(StepKind kind) {
        var completed = completed(kind);
        return completed.isPresent()
                ? completed
                : own.first(StepSkipped.class, step -> step.step() == kind);
    }

    /** Where the run stands. */
    public RunOutcome outcome() {
        var ended = ended();
        if (ended.isPresent()) {
            return ended.get().event().rolledBack() ? RunOutcome.ROLLED_BACK : RunOutcome.COMPLETED;
        }
        if (own.of(RunAbandoned.class).findAny().isPresent()) {
            return RunOutcome.ABANDONED;
        }
        if (started == null) {
            return RunOutcome.PROPOSED;
        }
        return halted() ? RunOutcome.HALTED : RunOutcome.RUNNING;
    }

    /** Halted and not gone on since; both facts are the coordinator's, so their times compare. */
    private boolean halted() {
        var last =
                own.all().stream()
                        .filter(e ->
                                e.event() instanceof RunHalted
                                        || e.event() instanceof RunResumed
                                        || e.event() instanceof StepSkipped
                                        || e.event() instanceof RecoveryEvent.RollbackStarted)
                        .reduce((_, later) -> later);
        return last.isPresent() && last.get().event() instanceof RunHalted;
    }

    private ApprovalAwaited proposed() {
        if (awaited == null) {
            throw new IllegalStateException(
                    "Expected run " + runId + " to be started or proposed, but it is neither");
        }
        return awaited.event();
    }
}
