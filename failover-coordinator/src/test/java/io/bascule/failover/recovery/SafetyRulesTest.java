package io.bascule.failover.recovery;

import static io.bascule.failover.recovery.Samples.FRANKFURT;
import static io.bascule.failover.recovery.Samples.ORDERS;
import static io.bascule.failover.recovery.Samples.PARIS;
import static io.bascule.failover.recovery.Samples.WITNESS;
import static io.bascule.failover.recovery.Samples.approval;
import static io.bascule.failover.recovery.Samples.healthy;
import static io.bascule.failover.recovery.Samples.lag;
import static io.bascule.failover.recovery.Samples.plan;
import static io.bascule.failover.recovery.Samples.said;
import static io.bascule.failover.recovery.Samples.succeeded;
import static io.bascule.failover.recovery.Samples.unhealthy;
import static io.bascule.failover.recovery.Story.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.ApprovalRecorded;
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
import io.bascule.contracts.event.RequestEvent.CancelRequested;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import io.bascule.contracts.event.RequestEvent.ResumeRequested;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The safety rules, each told as a story. */
final class SafetyRulesTest {

    @Test
    void rule1TheOldPrimaryIsFencedBeforeAnythingIsPromotedAndTheEpochOnlyGrows() {
        var story = given(plan()).replicated().lost();
        story.then(SuspicionRaised.class, RunStarted.class);
        assertThat(story.left())
                .containsExactly(
                        StepKind.FENCE,
                        StepKind.PROMOTE,
                        StepKind.REDIRECT,
                        StepKind.VALIDATE,
                        StepKind.COMMUNICATE);
        assertThat(story.command().epoch()).isEqualTo(1);
        story.completed().when(new FailbackRequested(ORDERS, "ann", "home")).then(RunStarted.class);
        assertThat(story.command().epoch()).isEqualTo(2);
    }

    @Test
    void rule1AReportOfAnotherEpochStepOrAttemptIsPassedOver() {
        var story = given(plan()).replicated().lost();
        var fence = story.command();
        story.done()
                .when(succeeded(fence, story.now, Map.of()))
                .thenNothing("outstanding is step 1");
        story.fails().then(RunHalted.class);
        var late = succeeded(fence, story.now, Map.of());
        story.when(late).thenNothing("no step is outstanding");
    }

    @Test
    void rule2ATargetStalerThanTheObjectiveWaitsForANamedPersonWhoAcceptsTheLoss() {
        var story = given(plan()).replicated().after(Duration.ofSeconds(11)).lost();
        story.then(SuspicionRaised.class, ApprovalAwaited.class);
        var asked = story.fact(ApprovalAwaited.class);
        assertThat(asked.lossToBeAccepted()).isTrue();
        assertThat(asked.reason()).contains("paris is up to 11.0 s stale", "allows 10.0 s");
        story.when(approval("orders-1", Verdict.GO, "ann", false)).then(ApprovalRecorded.class);
        story.when(approval("orders-1", Verdict.GO, " ", true)).then(RequestRefused.class);
        assertThat(story.fact(RequestRefused.class).detail()).contains("the name of a person");
        story.when(approval("orders-1", Verdict.GO, "ann", true))
                .then(ApprovalRecorded.class, RunStarted.class);
    }

    @Test
    void rule2UnknownStalenessIsNotSmallStaleness() {
        var story = given(plan()).when(lag(FRANKFURT, PARIS, null)).lost();
        story.then(SuspicionRaised.class, ApprovalAwaited.class);
        assertThat(story.fact(ApprovalAwaited.class).reason()).contains("unknown");
    }

    @Test
    void rule2StalenessIsFixedAtTheStartOfTheOutageAndDoesNotGrowWhilePeopleDecide() {
        var story = given(plan(DecisionMode.APPROVAL, false)).replicated().lost();
        assertThat(story.fact(ApprovalAwaited.class).lossToBeAccepted()).isFalse();
        story.after(Duration.ofMinutes(10));
        story.when(approval("orders-1", Verdict.GO, "ann", false))
                .then(ApprovalRecorded.class, RunStarted.class);
        assertThat(story.fact(RunStarted.class).estimate().atMostSeconds()).isZero();
    }

    @Test
    void rule2ASiteThatGoesOnServingWhilePeopleDecideIsLookedAtAgain() {
        var story =
                given(plan(DecisionMode.AUTOMATIC, true))
                        .replicated()
                        .when(new FailoverRequested(ORDERS, null, false, "ann", "lost"))
                        .then(ApprovalAwaited.class)
                        .after(Duration.ofMinutes(1));
        story.when(approval("orders-1", Verdict.GO, "ann", false))
                .then(ApprovalRecorded.class, RunAbandoned.class, ApprovalAwaited.class);
        assertThat(story.fact(ApprovalAwaited.class).lossToBeAccepted()).isTrue();
    }

    @Test
    void rule3ASecondRequestIsRefusedWithTheRunsId() {
        given(plan())
                .when(new FailoverRequested(ORDERS, PARIS, true, "ann", "move"))
                .then(RunStarted.class)
                .when(new FailoverRequested(ORDERS, PARIS, true, "bob", "too"))
                .thenRefused(RequestRules.ONE_RUN, "orders-1");
    }

    @Test
    void rule3TheSameRequestTwiceActsOnceAlsoLongAfterwards() {
        var story = given(plan());
        var request = said("r1", story.now, new FailoverRequested(ORDERS, PARIS, true, "ann", "m"));
        story.when(request).then(RunStarted.class).when(request).thenNothing("answered already");
        story.completed().when(new FailbackRequested(ORDERS, "ann", "home")).completed();
        story.when(request).thenNothing("answered already");
    }

    @Test
    void requestsForNothingThatExistsAreRefused() {
        new Story()
                .when(new FailoverRequested(ORDERS, null, true, "ann", "m"))
                .thenRefused(RequestRules.KNOWN_APPLICATION, "'orders'");
        given(plan())
                .when(new FailoverRequested(ORDERS, "london", true, "ann", "m"))
                .thenRefused(RequestRules.KNOWN_TARGET, "'london'")
                .when(new FailbackRequested(ORDERS, "ann", "m"))
                .thenRefused(RequestRules.ELSEWHERE, "runs at 'frankfurt' already");
    }

    @Test
    void rule4OneObserverNeverCausesAFailoverHoweverOftenItSpeaks() {
        var story = given(plan()).replicated();
        for (int i = 0; i < 10; i++) {
            story.when(unhealthy("monitor", WITNESS, Evidence.PROBE, FRANKFURT, story.now));
            story.after(Duration.ofSeconds(1)).thenNothing("no quorum");
        }
    }

    @Test
    void rule4AnObserverAtTheSuspectSiteCountsOnlyForItsOwnProcesses() {
        var story = given(plan()).replicated();
        story.when(unhealthy("monitor", WITNESS, Evidence.PROBE, FRANKFURT, story.now));
        story.when(unhealthy("neighbour", FRANKFURT, Evidence.PROBE, FRANKFURT, story.now));
        story.after(Duration.ofSeconds(1)).thenNothing("no quorum");
        story.when(unhealthy("executor", FRANKFURT, Evidence.PROCESS, FRANKFURT, story.now));
        story.after(Duration.ofMillis(200)).then(SuspicionRaised.class, RunStarted.class);
    }

    @Test
    void rule4AQuorumHasToLast() {
        var story = given(plan()).replicated();
        story.when(unhealthy("monitor", WITNESS, Evidence.PROBE, FRANKFURT, story.now));
        story.when(unhealthy("executor/paris", PARIS, Evidence.STREAM, FRANKFURT, story.now));
        story.after(Duration.ofMillis(100)).thenNothing("no quorum");
        story.when(healthy("monitor", WITNESS, Evidence.PROBE, FRANKFURT, story.now));
        story.after(Duration.ofSeconds(1)).thenNothing("no quorum");
    }

    @Test
    void rule5AfterAnUnplannedRunAPersonIsAskedUntilTheCooldownIsOver() {
        var story = given(plan()).replicated().lost().completed();
        story.when(new FailbackRequested(ORDERS, "ann", "home")).completed().replicated().lost();
        story.then(SuspicionRaised.class, ApprovalAwaited.class);
        assertThat(story.fact(ApprovalAwaited.class).reason()).contains("nothing starts by itself");
    }

    @Test
    void rule5ANoGoHoldsUntilTheSuspicionWasCleared() {
        var story = given(plan(DecisionMode.APPROVAL, false)).replicated().lost();
        story.when(approval("orders-1", Verdict.NO_GO, "ann", false))
                .then(ApprovalRecorded.class, RunAbandoned.class);
        story.lost().thenNothing("nobody finds");
        story.when(healthy("monitor", WITNESS, Evidence.PROBE, FRANKFURT, story.now))
                .then(SuspicionCleared.class);
        story.replicated().lost().then(SuspicionRaised.class, ApprovalAwaited.class);
        assertThat(story.fact(ApprovalAwaited.class).runId()).isEqualTo("orders-2");
        story.when(approval("orders-1", Verdict.GO, "ann", true)).then(RequestRefused.class);
        assertThat(story.fact(RequestRefused.class).detail())
                .contains("orders-1 does not", "orders-2 is EVALUATING");
    }

    @Test
    void rule7AHungStepIsHaltedAndResumedAtItsPlaceNeverStartedTwice() {
        var story = given(plan()).replicated().lost().done();
        story.after(Duration.ofSeconds(31)).thenNothing("still has time");
        story.after(Duration.ofSeconds(1)).then(RunHalted.class);
        assertThat(story.outstanding()).isEmpty();
        story.when(new ResumeRequested(ORDERS, "orders-1", false, "ann", "seen to it"))
                .then(RunResumed.class);
        assertThat(story.command().step()).isEqualTo(StepKind.PROMOTE);
        assertThat(story.command().attempt()).isEqualTo(2);
        assertThat(story.command().epoch()).isEqualTo(1);
    }

    @Test
    void rule8AnObserverThatFellSilentHasNoVoteAndSilenceClearsNothing() {
        var story = given(plan(DecisionMode.APPROVAL, false)).replicated();
        story.when(unhealthy("monitor", WITNESS, Evidence.PROBE, FRANKFURT, story.now));
        story.after(Duration.ofSeconds(6));
        story.when(unhealthy("executor/paris", PARIS, Evidence.STREAM, FRANKFURT, story.now));
        story.after(Duration.ofSeconds(1)).thenNothing("no quorum");
        story.lost().then(SuspicionRaised.class, ApprovalAwaited.class);
        story.after(Duration.ofMinutes(2)).thenNothing("nobody finds the suspected site healthy");
    }

    @Test
    void rule9TheTailIsCapturedBeforeTheRewindAndTheForkIsNamedToIt() {
        var story = given(plan()).replicated().lost().completed();
        story.when(new FailbackRequested(ORDERS, "ann", "home")).then(RunStarted.class);
        assertThat(story.left()).startsWith(StepKind.CAPTURE_TAIL, StepKind.REWIND);
        assertThat(story.inputs()).containsAllEntriesOf(Story.PROMOTED);
        story.fails()
                .then(RunHalted.class)
                .when(new ResumeRequested(ORDERS, "orders-2", true, "", "skip it", 0, 1))
                .thenRefused(RequestRules.NAMED, "CAPTURE_TAIL")
                .when(new ResumeRequested(ORDERS, "orders-2", true, "ann", "disk is lost", 0, 1))
                .then(StepSkipped.class)
                .fails()
                .when(new ResumeRequested(ORDERS, "orders-2", true, "ann", "no need", 1, 1))
                .thenRefused(RunRequestRules.SKIPPABLE, "REWIND");
    }

    @Test
    void afterAPlannedMoveTheWayBackNeedsNoRewind() {
        var story = given(plan());
        story.when(new FailoverRequested(ORDERS, PARIS, true, "ann", "move")).completed();
        assertThat(Phase.of(story.state)).isEqualTo(Phase.FAILED_OVER);
        story.when(new FailbackRequested(ORDERS, "ann", "home"));
        assertThat(story.left()).startsWith(StepKind.PREPARE_TARGET).hasSize(11);
        story.completed();
        assertThat(Phase.of(story.state)).isEqualTo(Phase.STEADY);
    }

    @Test
    void twoPersonMeansTwoPersons() {
        given(plan(DecisionMode.TWO_PERSON, false))
                .replicated()
                .lost()
                .when(approval("orders-1", Verdict.GO, "ann", false))
                .then(ApprovalRecorded.class)
                .when(approval("orders-1", Verdict.GO, "Ann ", false))
                .then(ApprovalRecorded.class)
                .when(approval("orders-1", Verdict.GO, "bob", false))
                .then(ApprovalRecorded.class, RunStarted.class);
    }

    @Test
    void aSwitchIsRolledBackToWhereItWasAsLongAsNothingIsPromoted() {
        var story = given(plan());
        story.when(new FailoverRequested(ORDERS, PARIS, true, "ann", "move"))
                .doneUntil(StepKind.STOP_PRIMARY)
                .when(new CancelRequested(ORDERS, "orders-1", "ann", "not now"))
                .then(RollbackStarted.class);
        assertThat(story.left())
                .containsExactly(StepKind.REOPEN_PRIMARY, StepKind.REDIRECT, StepKind.VALIDATE);
        assertThat(story.command().to()).isEqualTo(FRANKFURT);
        story.completed();
        assertThat(story.state.active()).isEqualTo(FRANKFURT);
    }

    @Test
    void aPromotionThatNobodyKnowsOfIsFencedBeforeTheOldPrimaryOpensAgain() {
        var story = given(plan());
        story.when(new FailoverRequested(ORDERS, PARIS, true, "ann", "move"))
                .doneUntil(StepKind.PROMOTE)
                .fails()
                .when(new CancelRequested(ORDERS, "orders-1", "ann", "it never comes"))
                .then(RollbackStarted.class);
        assertThat(story.command().step()).isEqualTo(StepKind.FENCE);
        assertThat(story.command().site()).isEqualTo(PARIS);
        story.completed().replicated().lost().then(SuspicionRaised.class, ApprovalAwaited.class);
        assertThat(story.fact(ApprovalAwaited.class).reason()).contains("was not rewound");
    }

    @Test
    void whatIsPromotedIsNotRolledBack() {
        given(plan())
                .replicated()
                .lost()
                .doneUntil(StepKind.REDIRECT)
                .when(new CancelRequested(ORDERS, "orders-1", "ann", "oh"))
                .thenRefused(RunRequestRules.NOT_PROMOTED, "REDIRECT");
    }

    @Test
    void aCancelBeforeAnythingWasTouchedEndsTheRunAtOnce() {
        given(plan())
                .when(new FailoverRequested(ORDERS, PARIS, true, "ann", "move"))
                .when(new CancelRequested(ORDERS, "orders-1", "ann", "no"))
                .then(RollbackStarted.class, RunCompleted.class);
    }

    @Test
    void anUnansweredQuestionExpires() {
        given(plan(DecisionMode.APPROVAL, false))
                .replicated()
                .lost()
                .after(Duration.ofMinutes(15))
                .then(RunAbandoned.class);
    }

    @Test
    void aStepThatIsTrueHandsItsEvidenceToTheNext() {
        var story = given(plan()).replicated().lost();
        story.when(
                        succeeded(
                                story.command(),
                                story.now,
                                Map.of(StepEvidence.FENCE_PROOF, "processes-gone")))
                .then(StepCompleted.class);
        assertThat(story.inputs()).containsEntry(StepEvidence.FENCE_PROOF, "processes-gone");
    }

    @Test
    void aChangedPlanHoldsFromNowOn() {
        var story = given(plan()).when(Samples.applied(plan(DecisionMode.APPROVAL, true)));
        story.then(io.bascule.contracts.event.RecoveryEvent.PlanAccepted.class);
        assertThat(story.state.planInForce().decision()).isEqualTo(DecisionMode.APPROVAL);
    }
}
