package io.bascule.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.demo.Demo;
import io.bascule.sandbox.demo.DemoSettings;
import io.bascule.sandbox.demo.Narrator;
import io.bascule.sandbox.demo.Outcome;
import io.bascule.sandbox.demo.Outcome.Claim;
import io.bascule.sandbox.trouble.Trouble;
import io.bascule.sandbox.world.WorldSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole on real parts: broker, two PostgreSQL, router, store, five services. What is claimed of
 * data must hold however slow the machine is; how quick it was is the demo's own claim.
 */
@Timeout(600)
class SurvivedDisasterTest {

    @TempDir private Path reports;

    /**
     * What applications do beside writing rows, all at once during the cut: a checkpoint that moves
     * the slots on, changes of the schema, maintenance, rollbacks, transactions that span the cut,
     * a table that cannot be published.
     */
    @Test
    void whatIsReportedAsLostIsWhatTheClientLostWhateverElseItDidMeanwhile() throws Exception {
        var outcome = play(Duration.ofSeconds(2), Trouble.ALL);

        assertThatEveryClaimOnDataHeld(outcome);
        assertThat(outcome.lostTransactions())
                .as("orders went on while the stream was cut, so some are lost")
                .isNotNull()
                .satisfies(lost -> assertThat(lost.reported()).isPositive());
        assertThat(outcome.rounds().getFirst().findings())
                .as("one for each trouble but the checkpoint, whose claim is that of the loss")
                .hasSize(Trouble.ALL.size() - 1);
        assertThat(report(outcome))
                .contains("What this does not show")
                .contains("public.visits (no primary key or replica identity)");
    }

    /** Nobody can read the old log, and not every acknowledged commit stood in it. */
    @Test
    void ofASiteThatNeverReturnsNothingIsClaimedThatNobodyKnows() throws Exception {
        var outcome =
                play(Duration.ofSeconds(2), Set.of(Trouble.ASYNC_COMMIT, Trouble.OLD_SITE_LOST));

        assertThatEveryClaimOnDataHeld(outcome);
        assertThat(report(outcome)).contains("Still awaited").doesNotContain(">final<");
    }

    /** The plan's objective is ten seconds: beyond it nothing is promoted on its own. */
    @Test
    void aStandbyStalerThanTheObjectiveIsPromotedOnlyWhenAPersonAcceptsTheLoss() throws Exception {
        var outcome = play(Duration.ofSeconds(12), Set.of());

        assertThatEveryClaimOnDataHeld(outcome);
        assertThat(outcome.claims())
                .filteredOn(claim -> claim.name().contains("accepts the loss"))
                .as("the claim on the halt")
                .hasSize(1);
    }

    private String report(Outcome outcome) throws IOException {
        return Files.readString(
                reports.resolve(outcome.rounds().getFirst().failoverRun() + ".html"));
    }

    private Outcome play(Duration cut, Set<Trouble> troubles) throws Exception {
        var said = new ByteArrayOutputStream();
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        var settings = new DemoSettings(WorldSettings.defaults(), cut, troubles, 1, null, reports);
        var outcome = Demo.play(settings, new Narrator(out, false));
        assertThat(outcome.failure()).as(said.toString(StandardCharsets.UTF_8)).isNull();
        return outcome;
    }

    private static void assertThatEveryClaimOnDataHeld(Outcome outcome) {
        var softly = new SoftAssertions();
        for (Claim claim : outcome.claims()) {
            if (!claim.isOnSpeed()) {
                softly.assertThat(claim.held()).as("%s: %s", claim.name(), claim.detail()).isTrue();
            }
        }
        softly.assertThat(outcome.claims()).as("claims").hasSizeGreaterThanOrEqualTo(5);
        softly.assertAll();
    }
}
