package io.bascule.cli;

import io.bascule.cli.text.Screen.Tone;
import io.bascule.contracts.EventEnvelope;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a run stands: a fold of its facts. */
final class RunProgress {

    private final String run;
    private State state = new State.Unheard();
    private @Nullable Instant begun;

    RunProgress(String run) {
        this.run = run;
    }

    /** Where it stands. */
    sealed interface State {

        /** Nothing was heard of it. */
        record Unheard() implements State {}

        /** A person has to say GO or NO-GO. */
        record Awaiting(ApprovalAwaited fact) implements State {}

        record Running() implements State {}

        record Halted(RunHalted fact) implements State {}

        record Completed(RunCompleted fact) implements State {}

        record Abandoned(RunAbandoned fact) implements State {}
    }

    State state() {
        return state;
    }

    /** Whether nothing more happens by itself. */
    boolean isDecided() {
        return switch (state) {
            case State.Unheard _, State.Awaiting _, State.Running _ -> false;
            case State.Halted _, State.Completed _, State.Abandoned _ -> true;
        };
    }

    /** Seconds from its start to that time; absent before it started. */
    Optional<Double> secondsAt(Instant time) {
        return Optional.ofNullable(begun).map(from -> Duration.between(from, time).toNanos() / 1e9);
    }

    /** Takes a fact; says whether it is one of this run. */
    boolean hear(EventEnvelope<?> envelope) {
        if (!(envelope.event() instanceof RecoveryEvent fact)
                || !runOf(fact).map(run::equals).orElse(false)) {
            return false;
        }
        state = after(envelope, fact);
        return true;
    }

    private State after(EventEnvelope<?> envelope, RecoveryEvent fact) {
        return switch (fact) {
            case ApprovalAwaited f -> new State.Awaiting(f);
            case RunStarted _ -> {
                begun = envelope.time();
                yield new State.Running();
            }
            case RunHalted f -> new State.Halted(f);
            case RunCompleted f -> new State.Completed(f);
            case RunAbandoned f -> new State.Abandoned(f);
            case RunResumed _, StepSkipped _, RollbackStarted _ -> new State.Running();
            case StepCompleted _ -> state instanceof State.Unheard ? new State.Running() : state;
            case ApprovalRecorded _,
                    PlanAccepted _,
                    PlanRefused _,
                    SuspicionRaised _,
                    SuspicionCleared _,
                    RequestRefused _ ->
                    state;
        };
    }

    /** How a fact is meant. */
    static Tone tone(RecoveryEvent fact) {
        return switch (fact) {
            case RunHalted _, RunAbandoned _, RequestRefused _, PlanRefused _ -> Tone.BAD;
            case ApprovalAwaited _, StepSkipped _, RollbackStarted _, SuspicionRaised _ ->
                    Tone.WARN;
            case RunCompleted _ -> Tone.GOOD;
            case RunStarted _ -> Tone.STRONG;
            case ApprovalRecorded _,
                    RunResumed _,
                    StepCompleted _,
                    PlanAccepted _,
                    SuspicionCleared _ ->
                    Tone.PLAIN;
        };
    }

    private static Optional<String> runOf(RecoveryEvent fact) {
        return switch (fact) {
            case PlanAccepted _,
                    PlanRefused _,
                    SuspicionRaised _,
                    SuspicionCleared _,
                    RequestRefused _ ->
                    Optional.empty();
            case ApprovalAwaited f -> Optional.of(f.runId());
            case ApprovalRecorded f -> Optional.of(f.runId());
            case RunAbandoned f -> Optional.of(f.runId());
            case RunStarted f -> Optional.of(f.runId());
            case StepCompleted f -> Optional.of(f.runId());
            case RunHalted f -> Optional.of(f.runId());
            case RunResumed f -> Optional.of(f.runId());
            case StepSkipped f -> Optional.of(f.runId());
            case RollbackStarted f -> Optional.of(f.runId());
            case RunCompleted f -> Optional.of(f.runId());
        };
    }
}
