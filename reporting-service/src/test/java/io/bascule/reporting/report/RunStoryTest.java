package io.bascule.reporting.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.StepSkipped;
import io.bascule.contracts.event.StepKind;
import io.bascule.reporting.Disaster;
import io.bascule.reporting.measure.ApplicationFacts;
import io.bascule.reporting.measure.RunOutcome;
import io.bascule.reporting.report.RunStory.StepState;
import org.junit.jupiter.api.Test;

class RunStoryTest {

    private static final String BRAIN = "/failover-coordinator/witness";

    private static RunStory story(Disaster disaster) {
        return RunStory.of(ApplicationFacts.of(Disaster.APPLICATION, disaster.facts()), "orders-1")
                .orElseThrow();
    }

    /** The run of orders-1 up to PROMOTE. */
    private static Disaster promoted() {
        return Disaster.survived()
                .without("orders-1", StepKind.REDIRECT)
                .without("orders-1", StepKind.VALIDATE)
                .without("orders-1", StepKind.COMMUNICATE)
                .without(RunCompleted.class);
    }

    private static Disaster halted() {
        return promoted()
                .with(
                        "halt-1",
                        BRAIN,
                        1_100,
                        new RunHalted(
                                Disaster.APPLICATION,
                                "orders-1",
                                1,
                                2,
                                1,
                                StepKind.REDIRECT,
                                "witness",
                                "the router is gone"));
    }

    @Test
    void theFirstStepThatIsNotTrueRunsSinceTheOneBeforeItWas() {
        var story = story(promoted());

        assertThat(story.outcome()).isEqualTo(RunOutcome.RUNNING);
        assertThat(story.steps())
                .extracting(RunStory.Step::state)
                .containsExactly(
                        StepState.DONE,
                        StepState.DONE,
                        StepState.RUNNING,
                        StepState.WAITING,
                        StepState.WAITING);
        assertThat(story.steps().get(0).seconds()).isEqualTo(0.25);
        assertThat(story.steps().get(1).seconds()).isEqualTo(0.3);
        assertThat(story.steps().get(2).since()).isEqualTo(Disaster.T0.plusMillis(1_000));
        assertThat(story.steps().get(3).since()).isNull();
        assertThat(story.over()).isNull();
        assertThat(story.suspicion()).isNotNull();
    }

    @Test
    void aHaltFailsItsStepAndAResumeRunsItAgain() {
        var story = story(halted());
        assertThat(story.outcome()).isEqualTo(RunOutcome.HALTED);
        assertThat(story.steps().get(2).state()).isEqualTo(StepState.FAILED);
        assertThat(story.steps().get(2).attempt()).isEqualTo(1);
        assertThat(story.halted()).isNotNull();

        var again =
                story(
                        halted().with(
                                        "resume-1",
                                        BRAIN,
                                        5_000,
                                        new RunResumed(
                                                Disaster.APPLICATION,
                                                "orders-1",
                                                1,
                                                2,
                                                2,
                                                "ada",
                                                "it is back")));
        assertThat(again.steps().get(2).state()).isEqualTo(StepState.RUNNING);
        assertThat(again.steps().get(2).attempt()).isEqualTo(2);
        assertThat(again.steps().get(2).since()).isEqualTo(Disaster.T0.plusMillis(5_000));
        assertThat(again.halted()).isNull();
    }

    @Test
    void aSkippedStepIsNotKnownToBeTrueAndTheNextOneRuns() {
        var story =
                story(
                        halted().with(
                                        "skip-1",
                                        BRAIN,
                                        6_000,
                                        new StepSkipped(
                                                Disaster.APPLICATION,
                                                "orders-1",
                                                1,
                                                2,
                                                StepKind.REDIRECT,
                                                "ada",
                                                "done by hand")));

        assertThat(story.steps().get(2).state()).isEqualTo(StepState.SKIPPED);
        assertThat(story.steps().get(3).state()).isEqualTo(StepState.RUNNING);
        assertThat(story.steps().get(3).since()).isEqualTo(Disaster.T0.plusMillis(6_000));
    }

    @Test
    void whatIsOverIsToldToItsEnd() {
        var story = story(Disaster.survived());

        assertThat(story.outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(story.over()).isEqualTo(Disaster.T0.plusMillis(1_410));
        assertThat(story.steps()).allSatisfy(s -> assertThat(s.state()).isEqualTo(StepState.DONE));
        assertThat(story.timeline())
                .extracting(Report.Moment::eventId)
                .contains("door-1", "suspicion-1", "run-1", "step-1-4", "run-1-end");
    }
}
