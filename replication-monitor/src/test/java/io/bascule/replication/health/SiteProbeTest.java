package io.bascule.replication.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.postgres.PostgresServer;
import io.bascule.replication.database.Line;
import io.bascule.replication.database.SiteQuestion;
import io.bascule.replication.database.SiteReading;
import io.bascule.replication.frontdoor.CanaryWrite;
import io.bascule.replication.frontdoor.OutageTracker.Attempt;
import io.bascule.replication.health.HealthJudge.Outcome;
import io.bascule.replication.lag.LagRing;
import io.bascule.replication.moment.MonitorClock;
import io.bascule.replication.world.Pair;
import io.bascule.replication.world.Relay;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Probes, samples and canaries on real servers. */
class SiteProbeTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private final MonitorClock clock = new MonitorClock(Clock.systemUTC());
    private static final Pair pair = Pair.start();
    private final Relay relay = new Relay(pair.primary.port());

    @AfterEach
    void end() {
        relay.close();
    }

    @AfterAll
    static void pairEnds() {
        pair.close();
    }

    @Test
    void aServerThatTakesConnectionsButNeverAnswersHasFailedWithoutProof() {
        try (var line = new Line(Pair.address(relay.port()))) {
            var probe = new SiteProbe(new SiteQuestion(line, clock), clock, SECOND);
            assertThat(probe.probe(Duration.ZERO).outcome()).isInstanceOf(Outcome.Answered.class);

            relay.stall();

            var outcome = probe.probe(Duration.ZERO).outcome();
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            f -> {
                                assertThat(f.proof()).isFalse();
                                assertThat(f.detail()).contains("within 1000 ms");
                            });

            relay.flow();
            await().untilAsserted(() ->
                    assertThat(probe.probe(Duration.ZERO).outcome())
                            .isInstanceOf(Outcome.Answered.class));
        }
    }

    @Test
    void aProbeThatBeganLateAccusesNobody() {
        try (var line = new Line(Pair.address(relay.port()))) {
            var probe = new SiteProbe(new SiteQuestion(line, clock), clock, SECOND);
            relay.stall();
            assertThat(probe.probe(Duration.ofSeconds(3)).outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class, f -> assertThat(f.overslept()).isTrue());
        }
    }

    @Test
    void aServerWhoseProcessesAreKilledIsProvenGoneAtOnce() {
        try (var line = new Line(Pair.address(pair.standby))) {
            var probe = new SiteProbe(new SiteQuestion(line, clock), clock, SECOND);
            assertThat(probe.probe(Duration.ZERO).outcome()).isInstanceOf(Outcome.Answered.class);

            pair.standby.kill();

            assertThat(probe.probe(Duration.ZERO).outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class, f -> assertThat(f.proof()).isTrue());
        } finally {
            pair.startStandbyAgain();
        }
    }

    @Test
    void anIdlePairIsLevel() throws Exception {
        var ring = new LagRing(64, SECOND, SECOND);
        Pair.sql(pair.primary, "CHECKPOINT");
        await().untilAsserted(() -> assertThat(measured(ring).lagBytes()).isZero());
        for (int i = 0; i < 20; i++) {
            assertThat(measured(ring).lagSeconds()).isZero();
        }
    }

    @Test
    void aCanaryWaitsForItsTableThenWritesReadsBackAndSaysWhoServed() throws Exception {
        try (var line = new Line(Pair.address(relay.port()))) {
            var canary = new CanaryWrite(line, clock, SECOND);
            assertThat(canary.attempt())
                    .as("not prepared yet")
                    .isInstanceOf(Attempt.Inconclusive.class);

            pair.prepare(pair.primary, "frankfurt", 4);

            assertThat(canary.attempt())
                    .isInstanceOfSatisfying(
                            Attempt.Succeeded.class,
                            s -> {
                                assertThat(s.by().site()).isEqualTo("frankfurt");
                                assertThat(s.by().epoch()).isEqualTo(4);
                                assertThat(s.by().timeline()).isEqualTo(1);
                                assertThat(s.readBack().isAfter(s.acknowledged())).isTrue();
                            });

            relay.leadTo(pair.standby.port());
            relay.hangUp(false);
            assertThat(canary.attempt()).as("hung up").isInstanceOf(Attempt.Failed.class);
            assertThat(canary.attempt())
                    .as("a standby takes no write")
                    .isInstanceOf(Attempt.Failed.class);
        }
    }

    private io.bascule.contracts.event.ReplicationEvent.LagSample measured(LagRing ring)
            throws Exception {
        var source = read(pair.primary);
        ring.add(Objects.requireNonNull(source.flushed()), source.asked());
        var found = ring.measure(read(pair.standby), clock.now());
        assertThat(found.quality()).as(found.detail()).isEqualTo(LagQuality.EXACT);
        return Objects.requireNonNull(found.sample());
    }

    private SiteReading read(PostgresServer server) throws Exception {
        try (var line = new Line(Pair.address(server))) {
            return new SiteQuestion(line, clock).ask(Duration.ofSeconds(5));
        }
    }
}
