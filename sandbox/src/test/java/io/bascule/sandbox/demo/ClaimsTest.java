package io.bascule.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.demo.Outcome.Backup;
import io.bascule.sandbox.demo.Outcome.Claim;
import io.bascule.sandbox.demo.Outcome.Failback;
import io.bascule.sandbox.demo.Outcome.Lost;
import io.bascule.sandbox.demo.Outcome.ReportedLoss;
import io.bascule.sandbox.demo.Outcome.Round;
import io.bascule.sandbox.trouble.Finding;
import io.bascule.sandbox.trouble.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimsTest {

    private static final Backup PROVEN = new Backup(1_000, true, 1.5, "CONTENT_EQUAL");
    private static final Lost EXACT = new Lost(12, 10, 2, 0, 0);
    private static final Map<String, Double> PHASES = Map.of("detect", 0.5, "promote", 1.5);
    private static final Duration OBJECTIVE = Duration.ofSeconds(10);
    private static final Failback WHOLE = new Failback(0.4, 0.4, 0L, 0);

    @Test
    void aGoodRoundHoldsEveryClaim() {
        assertThat(Claims.of(round(2.0, 2.0, EXACT, WHOLE, PROVEN), Set.of(), OBJECTIVE, false))
                .hasSize(6)
                .allMatch(Claim::held);
    }

    @Test
    void anOrderThatIsNotReportedBreaksTheClaimOnLosses() {
        assertThat(failed(round(2.0, 2.0, new Lost(9, 10, 2, 1, 0), WHOLE, PROVEN)))
                .contains("exactly those that are lost");
    }

    @Test
    void anOrderThatIsFalselyReportedBreaksTheClaimOnLosses() {
        assertThat(failed(round(2.0, 2.0, new Lost(13, 10, 2, 0, 1), WHOLE, PROVEN)))
                .contains("exactly those that are lost");
    }

    @Test
    void aMissingFigureNeverHolds() {
        assertThat(Claims.of(round(null, null, null, null, null), Set.of(), OBJECTIVE, false))
                .hasSize(6)
                .noneMatch(Claim::held);
    }

    @Test
    void aFailbackOfUnknownLossDoesNotHold() {
        assertThat(failed(round(2.0, 2.0, EXACT, new Failback(0.4, 0.4, null, 0), PROVEN)))
                .contains("loses nothing");
    }

    @Test
    void phasesThatDoNotAddUpBreakTheirClaim() {
        assertThat(failed(round(2.0, 2.5, EXACT, WHOLE, PROVEN))).contains("add up");
    }

    @Test
    void anOutageOfMoreThanFiveSecondsBreaksItsClaim() {
        assertThat(failed(round(5.01, 2.0, EXACT, WHOLE, PROVEN))).contains("at most 5 s");
    }

    @Test
    void beyondTheObjectiveSomebodyMustHaveBeenAsked() {
        var claims =
                Claims.of(
                        round(9.0, 2.0, EXACT, WHOLE, PROVEN),
                        Set.of(),
                        Duration.ofSeconds(1),
                        false);

        assertThat(claims).filteredOn(claim -> !claim.held()).hasSize(1);
        assertThat(claims).anyMatch(claim -> claim.name().contains("accepts the loss"));
    }

    @Test
    void withoutTheDiskANumberIsAClaimThatFails() {
        var bounds =
                reported("BOUNDS", null, 9L, 2.1, "synchronous_commit was off for role orders");
        assertThat(failedOf(Trouble.ASYNC_COMMIT, bounds, WHOLE)).isEmpty();
        assertThat(failedOf(Trouble.ASYNC_COMMIT, reported("EXACT", 12L, null, null, ""), WHOLE))
                .anyMatch(name -> name.contains("no exact number"));
        assertThat(
                        failedOf(
                                Trouble.ASYNC_COMMIT,
                                reported("NONE", null, null, null, "unread"),
                                WHOLE))
                .anyMatch(name -> name.contains("no exact number"));
    }

    @Test
    void boundsThatAreNoneAreClaimsThatFail() {
        var why = "synchronous_commit was off";
        assertThat(failedOf(Trouble.ASYNC_COMMIT, reported("BOUNDS", null, 13L, 2.1, why), WHOLE))
                .containsExactly("what is reported to be lost at least is lost");
        assertThat(failedOf(Trouble.ASYNC_COMMIT, reported("BOUNDS", null, 9L, 1.2, why), WHOLE))
                .containsExactly("no older orders are lost than the report allows for");
    }

    @Test
    void aSiteThatNeverReturnsLeavesBoundsAndNothingFinal() {
        var open =
                new ReportedLoss(
                        "BOUNDS",
                        null,
                        9L,
                        2.0,
                        100L,
                        "not read",
                        List.of("the tail of x"),
                        10,
                        2,
                        1.9);
        var closed = reported("BOUNDS", null, 9L, 2.0, "not read");
        assertThat(failedOf(Trouble.OLD_SITE_LOST, open, null)).isEmpty();
        assertThat(failedOf(Trouble.OLD_SITE_LOST, closed, null))
                .containsExactly(
                        "while the old site cannot be read the report gives bounds and names what is awaited");
    }

    @Test
    void whatATroubleFoundIsAClaim() {
        var finding = new Finding("the moon is made of cheese", false, "it is not");
        var round =
                round(
                        2.0,
                        2.0,
                        PHASES,
                        EXACT,
                        reported("EXACT", 12L, null, null, ""),
                        WHOLE,
                        PROVEN,
                        List.of(finding));
        assertThat(failed(round)).isEqualTo("the moon is made of cheese");
    }

    private static ReportedLoss reported(
            String figure,
            @Nullable Long lost,
            @Nullable Long atLeast,
            @Nullable Double atMost,
            String reason) {
        return new ReportedLoss(figure, lost, atLeast, atMost, 100L, reason, List.of(), 10, 2, 1.9);
    }

    private static List<String> failedOf(
            Trouble trouble, ReportedLoss reported, @Nullable Failback failback) {
        var lost = failback == null ? null : new Lost(9, 10, 2, 3, 0);
        var round = round(2.0, 2.0, PHASES, lost, reported, failback, PROVEN, List.of());
        return Claims.of(round, Set.of(trouble), OBJECTIVE, false).stream()
                .filter(claim -> !claim.held())
                .map(Claim::name)
                .toList();
    }

    private static String failed(Round round) {
        var failed =
                Claims.of(round, Set.of(), OBJECTIVE, false).stream()
                        .filter(c -> !c.held())
                        .toList();
        assertThat(failed).hasSize(1);
        return failed.getFirst().name();
    }

    private static Round round(
            @Nullable Double refused,
            @Nullable Double rto,
            @Nullable Lost lost,
            @Nullable Failback failback,
            @Nullable Backup backup) {
        var phases = rto == null ? Map.<String, Double>of() : PHASES;
        var reported =
                lost == null
                        ? null
                        : new ReportedLoss(
                                "EXACT",
                                lost.reported(),
                                null,
                                null,
                                100L,
                                "",
                                List.of(),
                                10,
                                2,
                                1.9);
        return round(refused, rto, phases, lost, reported, failback, backup, List.of());
    }

    private static Round round(
            @Nullable Double refused,
            @Nullable Double rto,
            Map<String, Double> phases,
            @Nullable Lost lost,
            @Nullable ReportedLoss reported,
            @Nullable Failback failback,
            @Nullable Backup backup,
            List<Finding> findings) {
        return new Round(
                1,
                List.of(),
                2.0,
                null,
                "orders-1",
                "orders-2",
                refused,
                rto,
                phases,
                2.1,
                lost,
                reported,
                failback,
                backup,
                findings);
    }
}
