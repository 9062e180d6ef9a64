package io.bascule.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.demo.Outcome.Backup;
import io.bascule.sandbox.demo.Outcome.Claim;
import io.bascule.sandbox.demo.Outcome.Failback;
import io.bascule.sandbox.demo.Outcome.Lost;
import io.bascule.sandbox.demo.Outcome.ReportedLoss;
import io.bascule.sandbox.demo.Outcome.Round;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimsTest {

    private static final Backup PROVEN = new Backup(1_000, true, 1.5, "CONTENT_EQUAL");
    private static final Lost EXACT = new Lost(12, 10, 2, 0, 0);
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
        var phases = rto == null ? Map.<String, Double>of() : Map.of("detect", 0.5, "promote", 1.5);
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
        return round(refused, rto, phases, lost, reported, failback, backup);
    }

    private static Round round(
            @Nullable Double refused,
            @Nullable Double rto,
            Map<String, Double> phases,
            @Nullable Lost lost,
            @Nullable ReportedLoss reported,
            @Nullable Failback failback,
            @Nullable Backup backup) {
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
                List.of());
    }
}
