package io.bascule.reporting.measure;

import static io.bascule.reporting.Disaster.T0;
import static io.bascule.reporting.Facts.commit;
import static io.bascule.reporting.measure.Measured.first;
import static io.bascule.reporting.measure.Measured.measured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.LedgerEvent.LedgerGapFound;
import io.bascule.contracts.event.ReportEvent.LossFigure;
import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.contracts.event.StepKind;
import io.bascule.reporting.Disaster;
import io.bascule.reporting.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Stories of disasters, and what may be said of what was lost. */
@NullUnmarked // a test that meets an absent figure fails, as it should
class LossMeasureTest {

    @Test
    void beforeTheOldSiteIsReadTheLossIsBoundedOnly() {
        var run = first(Disaster.survived());
        assertThat(run.loss().figure()).isEqualTo(LossFigure.BOUNDS);
        assertThat(run.loss().lost()).isNull();
        assertThat(run.loss().rpoSeconds()).isNull();
        assertThat(run.loss().atLeast()).isEqualTo(2);
        assertThat(run.loss().rpoAtMostSeconds()).isEqualTo(2.02);
        assertThat(run.complete()).isFalse();
        assertThat(run.awaiting()).singleElement().asString().contains("tail of frankfurt");
    }

    @Test
    void aCommitThatEndsExactlyAtTheForkIsKept() {
        // 0/3000 is the fork: that commit is kept, and is the newest that is
        var run = first(Disaster.survivedAndBack(2));
        assertThat(run.loss().newestKeptAt()).isEqualTo(T0.minusMillis(2_000));
        assertThat(run.loss().ledgerCommitsAfterFork()).isEqualTo(2);
        assertThat(run.loss().lost()).isEqualTo(2);
    }

    @Test
    void theFailbackMakesTheCountExact() {
        var run = first(Disaster.survivedAndBack(5));
        assertThat(run.loss().figure()).isEqualTo(LossFigure.EXACT);
        assertThat(run.loss().lost()).isEqualTo(5);
        assertThat(run.loss().rpoSeconds()).isEqualTo(1.006, within(1e-9));
        assertThat(run.loss().listed()).extracting(LostTransaction::xid).startsWith(502L, 503L);
        assertThat(run.loss().proof())
                .contains("step-1-1", "step-2-0", "tail-1", "tail-2", "tail-3");
        assertThat(run.loss().rpoProof()).contains("ledger-0", "tail-3");
        assertThat(run.complete()).isTrue();
        assertThat(run.awaiting()).isEmpty();
    }

    @Test
    void thePlannedWayBackLosesNothingAndSaysWhy() {
        var back = measured(Disaster.survivedAndBack(5).facts()).getLast();
        assertThat(back.outage().seconds()).isEqualTo(0.27);
        assertThat(phases(back))
                .containsExactly(
                        "hold=0.02", "stop=0.1", "promote=0.08", "redirect=0.03", "validate=0.04");
        assertThat(back.loss().figure()).isEqualTo(LossFigure.EXACT);
        assertThat(back.loss().lost()).isZero();
        assertThat(back.loss().rpoSeconds()).isZero();
        assertThat(back.loss().proof()).contains("step-2-4", "step-2-5");
        assertThat(back.complete()).isTrue();
    }

    @Test
    void whileCommitsDidNotWaitForTheDiskTheNumberIsALowerBoundForGood() {
        // given: the old server itself says that a role had it so; nobody at the new site does
        var capture =
                Map.of(
                        "tailQuality",
                        "synchronous_commit is off for role orders: acknowledged transactions may stand in no log at all",
                        "synchronousCommit",
                        "off for role orders",
                        "tailTransactions",
                        "5",
                        "tailColdCommits",
                        "8");
        var run =
                first(
                        Disaster.survivedAndBack(5)
                                .without("orders-2", StepKind.CAPTURE_TAIL)
                                .step(2, 0, StepKind.CAPTURE_TAIL, "frankfurt", 61_000, capture));
        // then
        assertThat(run.loss().figure()).isEqualTo(LossFigure.BOUNDS);
        assertThat(run.loss().lost()).isNull();
        assertThat(run.loss().atLeast()).isEqualTo(5);
        assertThat(run.loss().reason())
                .contains("synchronous_commit was off for role orders")
                .contains("no tool can count");
        assertThat(run.complete()).isTrue();
    }

    @Test
    void thatCommitsDidNotWaitForTheDiskIsSaidAlsoOfASiteThatNeverReturns() {
        var promotion = new java.util.HashMap<>(Facts.promotion(1, 2, "0/3000"));
        promotion.put("synchronousCommit", "off for role orders");
        var run =
                first(
                        Disaster.survived()
                                .without("orders-1", StepKind.PROMOTE)
                                .step(1, 1, StepKind.PROMOTE, "paris", 1_000, promotion));
        assertThat(run.loss().figure()).isEqualTo(LossFigure.BOUNDS);
        assertThat(run.loss().reason())
                .contains("could not be read yet")
                .contains("synchronous_commit was off for role orders");
        assertThat(run.complete()).isFalse();
        assertThat(run.awaiting()).singleElement().asString().contains("tail of frankfurt");
    }

    @Test
    void alsoWithoutTheDiskADisagreementOfTheTwoBooksGivesNoNumber() {
        var capture =
                Map.of(
                        "tailQuality",
                        "the two readings disagree: 1 transactions were read warm",
                        "synchronousCommit",
                        "off");
        var run =
                first(
                        Disaster.survivedAndBack(5)
                                .without("orders-2", StepKind.CAPTURE_TAIL)
                                .step(2, 0, StepKind.CAPTURE_TAIL, "frankfurt", 61_000, capture));
        assertThat(run.loss().figure()).isEqualTo(LossFigure.NONE);
        assertThat(run.loss().atLeast()).isNull();
    }

    @Test
    void theBytesAreBoundedByTheEndOfTheLogThatTheFenceFound() {
        var run =
                first(
                        Disaster.survived()
                                .without("orders-1", StepKind.FENCE)
                                .step(
                                        1,
                                        0,
                                        StepKind.FENCE,
                                        "frankfurt",
                                        700,
                                        Map.of(
                                                "fenceProof",
                                                "processes-gone",
                                                "logEnd",
                                                "0/6000")));
        assertThat(run.loss().figure()).isEqualTo(LossFigure.BOUNDS);
        assertThat(run.loss().atMostBytes()).isEqualTo(0x3000);
        assertThat(run.loss().proof()).contains("step-1-0");
    }

    @Test
    void aSiteThatNobodyCouldLookAtBoundsNoBytes() {
        assertThat(first(Disaster.survived()).loss().atMostBytes()).isNull();
    }

    @Test
    void tablesThatAreNotCountedAreNamedAndWhatElseStandsInTheLogIsSaid() {
        var capture =
                Map.of(
                        "tailQuality",
                        "exact",
                        "tailTransactions",
                        "5",
                        "tailColdCommits",
                        "8",
                        "tablesNotCounted",
                        "public.visits (no primary key or replica identity)");
        var run =
                first(
                        Disaster.survivedAndBack(5)
                                .without("orders-2", StepKind.CAPTURE_TAIL)
                                .step(2, 0, StepKind.CAPTURE_TAIL, "frankfurt", 61_000, capture));
        assertThat(run.loss().lost()).isEqualTo(5);
        assertThat(run.loss().notes())
                .anyMatch(note -> note.contains("public.visits (no primary key"))
                .anyMatch(note -> note.contains("holds 3 commits after the fork"));
    }

    @Test
    void onlyTheFirstFiftyAreListedAndTheRestIsCounted() {
        var run = first(Disaster.survivedAndBack(120));
        assertThat(run.loss().lost()).isEqualTo(120);
        assertThat(run.loss().listed()).hasSize(50);
        assertThat(run.loss().listed().getLast().xid()).isEqualTo(551);
    }

    @Test
    void aTargetThatLeftBeforeTheShutdownCheckpointProvesNothing() {
        var facts =
                Disaster.survivedAndBack(5)
                        .without("orders-2", StepKind.PROMOTE)
                        .step(
                                2,
                                5,
                                StepKind.PROMOTE,
                                "frankfurt",
                                65_200,
                                Facts.promotion(2, 3, "0/5000"));
        var back = measured(facts.facts()).getLast();
        assertThat(back.loss().figure()).isEqualTo(LossFigure.NONE);
        assertThat(back.loss().lost()).isNull();
        assertThat(back.loss().reason()).contains("0/5000");
    }

    @Test
    void aLedgerCommitThatTheTailLacksTakesTheNumberAway() {
        var facts =
                Disaster.survivedAndBack(5)
                        .commits("ledger-x", -500, commit(4_711, "0/9990", -500));
        var run = first(facts);
        assertThat(run.loss().figure()).isEqualTo(LossFigure.NONE);
        assertThat(run.loss().lost()).isNull();
        assertThat(run.loss().rpoSeconds()).isNull();
        assertThat(run.loss().reason()).contains("1 of 6");
    }

    @Test
    void aMissingPartOfTheTailLeavesTheBounds() {
        var facts = new ArrayList<>(Disaster.survivedAndBack(5).facts());
        facts.removeIf(e -> e.id().equals("tail-2"));
        var run = measured(facts).getFirst();
        assertThat(run.loss().figure()).isEqualTo(LossFigure.BOUNDS);
        assertThat(run.loss().lost()).isNull();
        assertThat(run.complete()).isFalse();
    }

    @Test
    void positionsOfAnotherTimelineOrSystemAreNeverCompared() {
        var facts = Disaster.survived();
        facts.with(
                "other-timeline",
                "/replication-monitor/witness",
                3_000,
                new io.bascule.contracts.event.LedgerEvent.CommitsRecorded(
                        Disaster.APPLICATION,
                        "paris",
                        Disaster.SYSTEM,
                        2,
                        List.of(commit(900, "0/4000", 3_000))));
        facts.with(
                "other-system",
                "/replication-monitor/witness",
                -3_000,
                new io.bascule.contracts.event.LedgerEvent.CommitsRecorded(
                        Disaster.APPLICATION,
                        "frankfurt",
                        "1",
                        1,
                        List.of(commit(901, "0/4000", -3_000))));
        assertThat(first(facts).loss().atLeast()).isEqualTo(2);
    }

    @Test
    void aGapInTheLedgerMakesTheSecondsAnUpperBoundAndIsSaid() {
        var facts =
                Disaster.survivedAndBack(5)
                        .with(
                                "gap",
                                "/replication-monitor/witness",
                                -2_400,
                                new LedgerGapFound(
                                        Disaster.APPLICATION,
                                        "frankfurt",
                                        Disaster.SYSTEM,
                                        1,
                                        Lsn.parse("0/2E00"),
                                        "the slot was lost"));
        var loss = first(facts).loss();
        assertThat(loss.lost()).isEqualTo(5);
        assertThat(loss.rpoSeconds()).isNull();
        assertThat(loss.rpoAtMostSeconds()).isEqualTo(1.006, within(1e-9));
        assertThat(loss.notes()).anyMatch(note -> note.contains("the slot was lost"));
    }

    private static List<String> phases(RunMeasurement run) {
        return run.phases().stream()
                .map(p -> p.name() + "=" + p.seconds())
                .collect(Collectors.toList());
    }
}
