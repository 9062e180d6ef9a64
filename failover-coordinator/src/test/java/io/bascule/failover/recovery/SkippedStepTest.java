package io.bascule.failover.recovery;

import static io.bascule.failover.recovery.Samples.ORDERS;
import static io.bascule.failover.recovery.Samples.PARIS;
import static io.bascule.failover.recovery.Samples.plan;
import static io.bascule.failover.recovery.Samples.said;
import static io.bascule.failover.recovery.Story.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.RecoveryEvent.RollbackStarted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.StepSkipped;
import io.bascule.contracts.event.RequestEvent.CancelRequested;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import io.bascule.contracts.event.RequestEvent.ResumeRequested;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A person passes over the step that he saw halted, and no other one, however late he is heard. */
final class SkippedStepTest {

    private static final String RUN = "orders-1";

    @Test
    void aSkippedFenceStandsOnTheWordOfANamedPerson() {
        var story = given(plan()).replicated().lost().fails();
        var halted = story.fact(RunHalted.class);
        story.when(skip(halted.index(), halted.attempt())).then(StepSkipped.class);
        assertThat(story.fact(StepSkipped.class).step()).isEqualTo(StepKind.FENCE);
        assertThat(story.fact(StepSkipped.class).by()).isEqualTo("ann");
        assertThat(story.fact(StepSkipped.class).reason()).isEqualTo("power is off");
        assertThat(story.inputs()).containsEntry(StepEvidence.FENCE_PROOF, "word-of:ann");
    }

    @Test
    void aFenceIsNotSkippedWithoutAPersonOrWithoutAReason() {
        given(plan())
                .replicated()
                .lost()
                .fails()
                .when(new ResumeRequested(ORDERS, RUN, true, " ", "power is off", 0, 1))
                .thenRefused(RequestRules.NAMED, "FENCE")
                .when(new ResumeRequested(ORDERS, RUN, true, "ann", " ", 0, 1))
                .thenRefused(RequestRules.NAMED, "FENCE")
                .when(new ResumeRequested(ORDERS, RUN, true, Move.AUTOMATIC, "down", 0, 1))
                .thenRefused(RequestRules.NAMED, "FENCE");
    }

    @Test
    void aSkipThatDoesNotNameItsStepAndAttemptIsRefused() {
        given(plan())
                .replicated()
                .lost()
                .fails()
                .when(skip(null, null))
                .thenRefused(RunRequestRules.HALTED_STEP, "found index (none), attempt (none)")
                .when(skip(0, null))
                .thenRefused(RunRequestRules.HALTED_STEP, "found index 0, attempt (none)")
                .when(skip(null, 1))
                .thenRefused(RunRequestRules.HALTED_STEP, "found index (none), attempt 1");
    }

    @Test
    void aSkipSaidBeforeTheStepHaltedDoesNotSkipItTheInstantItHalts() {
        var story = given(plan()).replicated().lost();
        story.when(skip(null, null)).thenRefused(RunRequestRules.HALTED, "orders-1 is open");
        story.fails().then(RunHalted.class);
        story.when(skip(null, null)).thenRefused(RunRequestRules.HALTED_STEP, "index 0, attempt 1");
        assertThat(story.outstanding()).isEmpty();
    }

    @Test
    void aLateSkipDoesNotPassOverAnotherStepThanThePersonSaw() {
        var story = given(plan());
        story.when(new FailoverRequested(ORDERS, PARIS, true, "ann", "move"));
        story.fails();
        var late = skip(0, 1);
        story.when(new ResumeRequested(ORDERS, RUN, false, "bob", "again")).done().fails();
        story.when(late)
                .thenRefused(
                        RunRequestRules.HALTED_STEP,
                        "Expected a skip of index 1, attempt 1, for there orders-1 stands halted"
                                + " (CATCH_UP at paris), but found index 0, attempt 1");
    }

    @Test
    void aLateSkipDoesNotPassOverALaterAttemptOfTheSameStep() {
        var story = given(plan()).replicated().lost().fails();
        var late = skip(0, 1);
        story.when(new ResumeRequested(ORDERS, RUN, false, "bob", "again")).then(RunResumed.class);
        story.fails().when(late).thenRefused(RunRequestRules.HALTED_STEP, "index 0, attempt 2");
        assertThat(story.outstanding()).isEmpty();
    }

    @Test
    void aSkipHandedInTwiceUnderAnyIdPassesOverOneStep() {
        var story = given(plan()).when(new FailoverRequested(ORDERS, PARIS, true, "ann", "move"));
        var once = said("s1", story.now, skip(0, 1));
        story.fails().when(once).then(StepSkipped.class).fails();
        story.when(once).thenNothing("answered already");
        story.when(said("s2", story.now, skip(0, 1)))
                .thenRefused(RunRequestRules.HALTED_STEP, "CATCH_UP");
    }

    @Test
    void aResumeMayNameNothingButWhatItNamesStandsHalted() {
        var story = given(plan()).replicated().lost().fails();
        story.when(resume(0, 2)).thenRefused(RunRequestRules.HALTED_STEP, "index 0, attempt 1");
        story.when(resume(1, null)).thenRefused(RunRequestRules.HALTED_STEP, "index 0, attempt 1");
        story.when(resume(0, 1)).then(RunResumed.class).fails();
        story.when(resume(null, null)).then(RunResumed.class);
        assertThat(story.command().attempt()).isEqualTo(3);
    }

    @Test
    void inARollbackNobodyVouchesForAPromotionThatNobodyKnowsOf() {
        var story = given(plan()).when(new FailoverRequested(ORDERS, PARIS, true, "ann", "move"));
        story.doneUntil(StepKind.PROMOTE)
                .fails()
                .when(new CancelRequested(ORDERS, RUN, "ann", "it never comes"))
                .then(RollbackStarted.class)
                .fails();
        var fence = story.fact(RunHalted.class);
        assertThat(fence.step()).isEqualTo(StepKind.FENCE);
        story.when(skip(fence.index(), fence.attempt()))
                .thenRefused(RunRequestRules.SKIPPABLE, "FENCE");
    }

    private static ResumeRequested skip(@Nullable Integer index, @Nullable Integer attempt) {
        return new ResumeRequested(ORDERS, RUN, true, "ann", "power is off", index, attempt);
    }

    private static ResumeRequested resume(@Nullable Integer index, @Nullable Integer attempt) {
        return new ResumeRequested(ORDERS, RUN, false, "ann", "seen to it", index, attempt);
    }
}
