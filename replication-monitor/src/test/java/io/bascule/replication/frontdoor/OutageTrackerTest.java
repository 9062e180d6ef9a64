package io.bascule.replication.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.HealthEvent.FrontDoorRestored;
import io.bascule.replication.frontdoor.OutageTracker.Attempt;
import io.bascule.replication.frontdoor.OutageTracker.Served;
import io.bascule.replication.moment.Moment;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutageTrackerTest {

    private static final Served PARIS = new Served("paris", 2, "7", 2);
    private final OutageTracker tracker = new OutageTracker("orders");

    @Test
    void failuresBeforeTheFirstSuccessAreNoOutage() {
        assertThat(tracker.see(failed(0))).isEmpty();
        assertThat(tracker.see(succeeded(100))).isEmpty();
        assertThat(tracker.up()).isTrue();
    }

    @Test
    void anOutageLastsFromTheLastAcknowledgementToTheFirstValueReadBack() {
        assertThat(tracker.see(succeeded(1_000))).isEmpty();

        assertThat(tracker.see(failed(1_050)))
                .hasValue(
                        new FrontDoorInterrupted(
                                "orders", moment(1_000).at(), moment(1_050).at(), "hung up"));
        assertThat(tracker.see(failed(1_100))).as("one run").isEmpty();
        assertThat(tracker.see(failed(1_150))).isEmpty();
        assertThat(tracker.up()).isFalse();

        assertThat(tracker.see(succeeded(3_000)))
                .hasValue(
                        new FrontDoorRestored(
                                "orders",
                                moment(1_000).at(),
                                moment(1_050).at(),
                                moment(3_001).at(),
                                2.001,
                                1.951,
                                3,
                                "paris",
                                2,
                                "7",
                                2));
        assertThat(tracker.up()).isTrue();
    }

    @Test
    void anAttemptInWhichTheMonitorStoodStillNeitherStartsNorEndsAnOutage() {
        assertThat(tracker.see(succeeded(1_000))).isEmpty();
        assertThat(tracker.see(new Attempt.Inconclusive())).isEmpty();
        assertThat(tracker.see(failed(1_100))).isPresent();
        assertThat(tracker.see(new Attempt.Inconclusive())).isEmpty();
        assertThat(tracker.see(failed(1_200))).isEmpty();
        assertThat(tracker.see(succeeded(2_000)))
                .hasValueSatisfying(
                        e -> assertThat(((FrontDoorRestored) e).failures()).isEqualTo(2));
    }

    private static Attempt succeeded(long millis) {
        return new Attempt.Succeeded(moment(millis), moment(millis + 1), PARIS);
    }

    private static Attempt failed(long millis) {
        return new Attempt.Failed(moment(millis), "hung up");
    }

    private static Moment moment(long millis) {
        return new Moment(millis * 1_000_000, Instant.EPOCH.plusMillis(millis));
    }
}
