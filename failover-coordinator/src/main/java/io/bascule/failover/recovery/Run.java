package io.bascule.failover.recovery;

import io.bascule.contracts.event.RecoveryEvent.PlannedStep;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.contracts.event.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run that has started: its plan and how far it is.
 *
 * @param index place of the step that is to be made true now, from 0
 * @param attempt attempt at that step, from 1
 * @param stepSince when this attempt became the outstanding one; its deadline counts from here
 * @param evidence what completed steps reported, later ones winning
 * @param rollingBack true: the steps from here on bring the application back to {@code from}
 * @param suspicion what an unplanned run answers; null if nothing was suspected
 */
public record Run(
        String runId,
        long epoch,
        RunKind kind,
        String from,
        String to,
        List<PlannedStep> steps,
        int index,
        int attempt,
        Instant stepSince,
        Map<String, String> evidence,
        boolean rollingBack,
        @Nullable SuspicionRaised suspicion) {

    public Run {
        steps = List.copyOf(steps);
        evidence = Map.copyOf(evidence);
    }

    /** The step that is to be made true now. */
    public PlannedStep step() {
        return steps.get(index);
    }

    boolean atLastStep() {
        return index == steps.size() - 1;
    }

    /**
     * Whether the target is known to be promoted. While PROMOTE is outstanding nobody knows, and a
     * rollback has to make sure.
     */
    boolean promoted() {
        return !rollingBack
                && steps.subList(0, index).stream().anyMatch(s -> s.kind() == StepKind.PROMOTE);
    }

    /** Whether a step was commanded, done or not. */
    boolean commanded(StepKind kind) {
        return steps.stream().limit(index + 1L).anyMatch(step -> step.kind() == kind);
    }

    Run next(Instant at, Map<String, String> reported) {
        var merged = new HashMap<>(evidence);
        merged.putAll(reported);
        return at(index + 1, 1, at, merged);
    }

    Run again(Instant at, int newAttempt) {
        return at(index, newAttempt, at, evidence);
    }

    private Run at(int newIndex, int newAttempt, Instant at, Map<String, String> known) {
        return new Run(
                runId,
                epoch,
                kind,
                from,
                to,
                steps,
                newIndex,
                newAttempt,
                at,
                known,
                rollingBack,
                suspicion);
    }

    Run undoing(Instant at, int first, List<PlannedStep> undo) {
        var changed = new ArrayList<>(steps.subList(0, first));
        changed.addAll(undo);
        return new Run(
                runId, epoch, kind, from, to, changed, first, 1, at, evidence, true, suspicion);
    }
}
