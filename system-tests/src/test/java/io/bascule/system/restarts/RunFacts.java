package io.bascule.system.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.StepEvent.StepFailed;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.system.restarts.Platform.Run;
import java.util.stream.IntStream;

/** What the facts of a run must say, however often somebody died in it. */
final class RunFacts {

    private final Ear ear;
    private final Run run;

    RunFacts(Ear ear, Run run) {
        this.ear = ear;
        this.run = run;
    }

    /** One run, each step once and in its order, none halted, and no command ever goes back. */
    void areThoseOfOneRunThatWasResumedInPlace() {
        var steps = run.started().steps();
        assertThat(ear.said(RunStarted.class, run.from()))
                .as("runs that were started")
                .containsExactly(run.started());
        assertThat(ear.said(RunHalted.class, run.from())).as("halts").isEmpty();
        assertThat(ear.said(StepFailed.class, run.from())).as("failed steps").isEmpty();
        assertThat(completed())
                .extracting(StepCompleted::index)
                .as("steps that came true, in their order")
                .containsExactlyElementsOf(IntStream.range(0, steps.size()).boxed().toList());
        assertThat(completed()).extracting(StepCompleted::attempt).containsOnly(1);
        assertThat(ear.said(StepCommanded.class, run.from()))
                .extracting(StepCommanded::index)
                .as("a resumed run goes on at the recorded step")
                .isSorted();
    }

    /**
     * Each step happened once: whoever says it again says the same of it. A report of the run
     * before may come late.
     */
    void sayTheSameOfEachStep() {
        for (var completed : completed()) {
            assertThat(ear.said(StepSucceeded.class, run.from()))
                    .filteredOn(s -> s.runId().equals(run.id()) && s.index() == completed.index())
                    .extracting(StepSucceeded::evidence)
                    .as("reports on %s", completed.step())
                    .isNotEmpty()
                    .allSatisfy(evidence -> assertThat(evidence).isEqualTo(completed.evidence()));
        }
    }

    /** What the step reported. */
    String evidence(StepKind step, String key) {
        return completed().stream()
                .filter(c -> c.step() == step)
                .map(c -> c.evidence().getOrDefault(key, "nothing of " + key))
                .findFirst()
                .orElse("no " + step);
    }

    /** A promotion makes exactly one timeline. */
    int promotedTo() {
        return Integer.parseInt(evidence(StepKind.PROMOTE, StepEvidence.TIMELINE));
    }

    private java.util.List<StepCompleted> completed() {
        return ear.said(StepCompleted.class, run.from()).stream()
                .filter(c -> c.runId().equals(run.id()))
                .toList();
    }
}
