package io.bascule.reporting.measure;

import static io.bascule.reporting.Disaster.T0;
import static io.bascule.reporting.measure.Measured.first;
import static io.bascule.reporting.measure.Measured.measured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.HealthEvent.FrontDoorRestored;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.contracts.event.ReportEvent.LossFigure;
import io.bascule.contracts.event.StepKind;
import io.bascule.reporting.Disaster;
import io.bascule.reporting.Facts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stories of disasters, and how long an application was down. */
@NullUnmarked // a test that meets an absent figure fails, as it should
class OutageMeasureTest {

    @Test
    void theOutageIsMeasuredAtTheFrontDoorAndItsPhasesAddUp() {
        var run = first(Disaster.survived());
        assertThat(run.outage().seconds()).isEqualTo(1.25);
        assertThat(run.outage().atLeastSeconds()).isEqualTo(1.2);
        assertThat(run.outage().proof()).containsExactly("door-2", "door-1");
        assertThat(phases(run))
                .containsExactly(
                        "detect=0.42",
                        "decide=0.03",
                        "fence=0.25",
                        "promote=0.3",
                        "redirect=0.1",
                        "validate=0.15");
        assertThat(run.phases().get(2).proof()).containsExactly("run-1", "step-1-0");
    }

    @Test
    void aMissingFactGivesNoNumber() {
        var noDoor = first(Disaster.survived().without(FrontDoorRestored.class));
        assertThat(noDoor.outage()).isNull();
        assertThat(noDoor.phases()).isEmpty();
        assertThat(noDoor.outageReason()).contains("FrontDoorRestored of site paris and epoch 1");

        var noFence = first(Disaster.survived().without("orders-1", StepKind.FENCE));
        assertThat(noFence.outage().seconds()).isEqualTo(1.25);
        assertThat(phases(noFence))
                .containsExactly(
                        "detect=0.42",
                        "decide=0.03",
                        "fence=null",
                        "promote=null",
                        "redirect=0.1",
                        "validate=0.15");
        var noSuspicion = first(Disaster.survived().without(SuspicionRaised.class));
        assertThat(phases(noSuspicion)).startsWith("detect=null", "decide=null", "fence=0.25");

        var noPromotion = first(Disaster.survived().without("orders-1", StepKind.PROMOTE));
        assertThat(noPromotion.loss().figure()).isEqualTo(LossFigure.NONE);
        assertThat(noPromotion.loss().atLeast()).isNull();
        assertThat(Figures.of(noPromotion, "").reason()).contains("PROMOTE");
        assertThat(measured(Disaster.survived().without(RunStarted.class).facts())).isEmpty();
    }

    @Test
    void aLaterInterruptionOfTheSameEpochIsAnotherOutage() {
        var later = T0.plusMillis(20_000);
        var facts =
                Disaster.survived()
                        .with(
                                "door-3",
                                "/replication-monitor/witness",
                                22_000,
                                Facts.restored("paris", 1, 2, later, later, later.plusSeconds(2)));
        assertThat(first(facts).outage().seconds()).isEqualTo(1.25);
        // and alone it is not the run's either: it began after the run had ended
        var facts2 = new ArrayList<>(facts.facts());
        facts2.removeIf(e -> e.id().equals("door-2"));
        assertThat(measured(facts2).getFirst().outage()).isNull();
    }

    @Test
    void aSiteThatCameBackForAMomentBeforeItWasFencedDoesNotShortenTheOutage() {
        // given a primary that takes writes again between the decision and its fence
        var facts = Disaster.survived();
        var cameBack = T0.plusMillis(500);
        var diedAgain = T0.plusMillis(600);
        var again =
                new ArrayList<>(
                        facts.with(
                                        "door-0",
                                        "/replication-monitor/witness",
                                        510,
                                        Facts.restored(
                                                "frankfurt", 0, 1, T0, T0.plusMillis(50), cameBack))
                                .with(
                                        "door-2b",
                                        "/replication-monitor/witness",
                                        1_260,
                                        Facts.restored(
                                                "paris",
                                                1,
                                                2,
                                                diedAgain,
                                                diedAgain.plusMillis(20),
                                                T0.plusMillis(1_250)))
                                .facts());
        again.removeIf(e -> e.id().equals("door-2"));

        // then the outage is the whole of it, and what was refused for certain is told apart
        var run = measured(again).getFirst();
        assertThat(run.outage().seconds()).isEqualTo(1.25);
        assertThat(run.outage().atLeastSeconds()).isEqualTo(0.45 + 0.63);
        assertThat(run.outage().interruptions()).isEqualTo(2);
        assertThat(run.outage().proof()).containsExactly("door-2b", "door-0", "door-1");
        assertThat(phases(run)).isEqualTo(phases(first(Disaster.survived())));
    }

    @Test
    void aClockThatIsOffIsClampedAndSaid() {
        // the coordinator's clock is 800 ms behind the monitor's
        List<EventEnvelope<?>> facts =
                Disaster.survived().facts().stream()
                        .<EventEnvelope<?>>map(e ->
                                e.source().startsWith("/failover")
                                        ? shifted(e, Duration.ofMillis(-800))
                                        : e)
                        .toList();
        // the run still ended after the outage began
        var run = measured(facts).getFirst();
        assertThat(run.phases().getFirst().seconds()).isZero();
        assertThat(run.phases().getFirst().note()).contains("clamped by 380 ms");
        assertThat(run.phases().stream().mapToDouble(Phase::seconds).sum())
                .isEqualTo(1.25, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 40})
    void theOrderAndTheNumberOfDeliveriesLeaveNoTrace(int lost) {
        var facts = Disaster.survivedAndBack(Math.max(lost, 2)).facts();
        var expected = measured(facts);
        IntStream.range(0, 100)
                .forEach(seed -> {
                    var random = new Random(seed);
                    var shuffled = new ArrayList<>(facts);
                    facts.stream().filter(_ -> random.nextInt(4) == 0).forEach(shuffled::add);
                    Collections.shuffle(shuffled, random);
                    assertThat(measured(shuffled)).as("seed %d", seed).isEqualTo(expected);
                });
    }

    @Test
    void phasesAddUpWhateverTheClocksSay() {
        IntStream.range(0, 200)
                .forEach(seed -> {
                    var random = new Random(seed);
                    List<EventEnvelope<?>> facts =
                            Disaster.survivedAndBack(3).facts().stream()
                                    .<EventEnvelope<?>>map(e ->
                                            shifted(e, Duration.ofMillis(random.nextInt(61) - 30)))
                                    .toList();
                    for (RunMeasurement run : measured(facts)) {
                        assertThat(run.phases()).allMatch(p -> p.seconds() >= 0);
                        assertThat(run.phases().stream().mapToDouble(Phase::seconds).sum())
                                .as("seed %d", seed)
                                .isEqualTo(run.outage().seconds(), within(1e-9));
                    }
                });
    }

    @Test
    void onlyABackupThatWasRestoredBeforeTheOutageCounts() {
        var run = first(Disaster.survived());
        assertThat(run.backup().backupId()).isEqualTo("orders-db-20261122T025000Z");
        assertThat(run.backup().proof()).containsExactly("backup-1", "backup-2");
    }

    private static EventEnvelope<?> shifted(EventEnvelope<?> e, Duration by) {
        return new EventEnvelope<>(
                e.id(), e.source(), e.time().plus(by), null, null, null, e.event());
    }

    private static List<String> phases(RunMeasurement run) {
        return run.phases().stream()
                .map(p -> p.name() + "=" + p.seconds())
                .collect(Collectors.toList());
    }
}
