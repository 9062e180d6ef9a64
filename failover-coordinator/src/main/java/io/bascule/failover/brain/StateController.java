package io.bascule.failover.brain;

import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.recovery.Phase;
import io.bascule.failover.recovery.Recovery;
import io.bascule.failover.recovery.RecoveryDecider;
import io.bascule.failover.recovery.Run;
import io.bascule.failover.recovery.Situation;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Where every application stands, for people and the command line. */
@RestController
final class StateController {

    private final BrainStreams streams;

    StateController(BrainStreams streams) {
        this.streams = streams;
    }

    /**
     * One application.
     *
     * @param detail why it is suspect or halted, or what a person is asked; null otherwise
     * @param run the run that is under way, halted or proposed; null outside of one
     */
    record ApplicationState(
            String application,
            Phase phase,
            long epoch,
            String activeSite,
            String standbySite,
            String planHash,
            @Nullable Instant coolingUntil,
            @Nullable String detail,
            @Nullable RunState run) {}

    /**
     * A run.
     *
     * @param step the step that is to be made true; null while the run is only proposed
     * @param until when the proposal expires, or the step's deadline
     */
    record RunState(
            String runId,
            RunKind kind,
            String from,
            String to,
            @Nullable StepKind step,
            int index,
            int steps,
            int attempt,
            boolean rollingBack,
            @Nullable Instant until) {}

    @GetMapping("/api/state")
    List<ApplicationState> states() {
        return streams
                .states()
                .orElseThrow(() ->
                        new ResponseStatusException(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "The state is being restored; ask again in a moment"))
                .stream()
                .map(StateController::shown)
                .sorted(Comparator.comparing(ApplicationState::application))
                .toList();
    }

    private static ApplicationState shown(Recovery state) {
        return new ApplicationState(
                state.application(),
                Phase.of(state),
                state.epoch(),
                state.active(),
                state.standby(),
                state.planHash(),
                state.coolingUntil(),
                detail(state.situation()),
                run(state));
    }

    private static @Nullable String detail(Situation situation) {
        return switch (situation) {
            case Situation.Suspect suspect -> suspect.held();
            case Situation.Evaluating asked -> asked.proposal().reason();
            case Situation.Halted halted -> halted.reason();
            case Situation.Unplanned _, Situation.Steady _, Situation.Running _ -> null;
        };
    }

    private static @Nullable RunState run(Recovery state) {
        return switch (state.situation()) {
            case Situation.Evaluating asked ->
                    new RunState(
                            asked.proposal().runId(),
                            asked.proposal().kind(),
                            asked.proposal().from(),
                            asked.proposal().to(),
                            null,
                            0,
                            0,
                            0,
                            false,
                            asked.proposal().until());
            case Situation.Running running ->
                    shown(
                            running.run(),
                            RecoveryDecider.outstanding(state).map(c -> c.deadline()).orElse(null));
            case Situation.Halted halted -> shown(halted.run(), null);
            case Situation.Unplanned _, Situation.Steady _, Situation.Suspect _ -> null;
        };
    }

    private static RunState shown(Run run, @Nullable Instant until) {
        return new RunState(
                run.runId(),
                run.kind(),
                run.from(),
                run.to(),
                run.step().kind(),
                run.index(),
                run.steps().size(),
                run.attempt(),
                run.rollingBack(),
                until);
    }
}
