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

    /** A checkpoint between cut and kill moves the slots on: it must not hide part of the tail. */
    @Test
    void whatIsReportedAsLostIsWhatTheClientLostAlsoAfterACheckpointInBetween() throws Exception {
        var outcome = play(Duration.ofSeconds(2), Set.of(Trouble.CHECKPOINT));

        assertThatEveryClaimOnDataHeld(outcome);
        assertThat(outcome.lostTransactions())
                .as("orders went on while the stream was cut, so some are lost")
                .isNotNull()
                .satisfies(lost -> assertThat(lost.reported()).isPositive());
        var report = reports.resolve(outcome.rounds().getFirst().failoverRun() + ".html");
        assertThat(Files.readString(report)).contains("What this does not show");
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
