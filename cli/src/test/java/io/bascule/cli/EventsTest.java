package io.bascule.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.EventJson;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReplicationEvent.LagSample;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is said on the topics, read by a person, from a real broker. */
class EventsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final OnABroker broker = OnABroker.there();
    private final String application = "app-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void whatWasSaidIsShownByTimeOneReadableLineEachPoisonIncluded() {
        var now = Instant.now();
        broker.says(new PlanAccepted(application, "abc", 2, "paris"), now.minusSeconds(20), null);
        broker.says(
                new RequestRefused(application, "r-1", "one-run", "a run\nis open"),
                now.minusSeconds(30),
                null);
        broker.writes(Topic.Name.RECOVERY, 0, application, "poison \033[31m", Map.of());

        var ran = broker.run("events", "--application", application);

        assertThat(ran.code()).isEqualTo(ExitCode.DONE);
        assertThat(ran.lines()).hasSize(4);
        assertThat(ran.lines().get(0)).startsWith("TIME (").contains("WHAT");
        assertThat(ran.lines().get(1))
                .contains("recovery", application, "refused by rule one-run: a run is open");
        assertThat(ran.lines().get(2)).contains("runs at paris, epoch 2");
        assertThat(ran.lines().get(3))
                .contains("UNREADABLE at recovery/0@", "Expected a CloudEvent");
        assertThat(ran.out()).doesNotContain("\033");
    }

    @Test
    void forMachinesEachIsADocumentWithTimesInUtc() {
        broker.says(new PlanAccepted(application, "abc", 2, "paris"), Instant.now(), "cause-1");
        broker.writes(Topic.Name.RECOVERY, 0, application, "poison", Map.of());

        var lines = broker.run("events", "--application", application, "--json").lines();

        assertThat(lines).hasSize(2);
        var event = EventJson.mapper().readTree(lines.getFirst());
        assertThat(event.path("type").asString()).isEqualTo("bascule.PlanAccepted.v1");
        assertThat(event.path("causationId").asString()).isEqualTo("cause-1");
        assertThat(event.path("time").asString()).endsWith("Z");
        assertThat(event.path("data").path("activeSite").asString()).isEqualTo("paris");
        var poison = EventJson.mapper().readTree(lines.getLast());
        assertThat(poison.path("unreadable").asString()).startsWith("Expected a CloudEvent");
        assertThat(poison.path("value").asString()).isEqualTo("poison");
    }

    @Test
    void whatComesManyTimesASecondIsLeftOutUntilItIsNamed() {
        broker.says(lag(0.5));
        assertThat(broker.run("events", "--application", application).lines()).hasSize(1);
        assertThat(
                        broker.run("events", "--application", application, "--type", "LagMeasured")
                                .lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("paris is 0.500 s behind frankfurt", "exact");
        assertThat(broker.run("events", "--type", "Nonsense").code()).isEqualTo(ExitCode.USAGE);
        assertThat(broker.run("events", "--topic", "nonsense").err())
                .contains("there are plan, backup, replication");
    }

    @Test
    void onlyTheNewestAreShownAndItIsSaidThatOlderOnesAreLeftOut() {
        var now = Instant.now();
        for (int i = 5; i > 0; i--) {
            broker.says(
                    new PlanAccepted(application, "abc", i, "paris"), now.minusSeconds(i), null);
        }
        var ran = broker.run("events", "--application", application, "--limit", "2");
        assertThat(ran.lines()).hasSize(3);
        assertThat(ran.lines().get(1)).contains("epoch 2");
        assertThat(ran.lines().get(2)).contains("epoch 1");
        assertThat(ran.err()).contains("3 older ones are left out");
    }

    @Test
    void followedItGoesOnPastPoison() throws InterruptedException {
        var shell = new Shell();
        var following =
                shell.inBackground(
                        broker.with(
                                "events",
                                "--follow",
                                "--since",
                                "5m",
                                "--application",
                                application));
        await().atMost(SOON).until(() -> shell.out().contains("TIME ("));

        broker.says(new PlanAccepted(application, "abc", 7, "paris"));
        await().atMost(SOON).until(() -> shell.out().contains("epoch 7"));
        broker.writes(Topic.Name.RECOVERY, 0, application, "poison", Map.of());
        await().atMost(SOON).until(() -> shell.out().contains("UNREADABLE"));
        broker.says(new PlanAccepted(application, "abc", 8, "paris"));
        await().atMost(SOON).until(() -> shell.out().contains("epoch 8"));

        following.interrupt();
        following.join(SOON);
        assertThat(following.isAlive()).isFalse();
    }

    @Test
    void lagThatIsFreshIsAFigureAndLagThatIsOldIsUnknown() {
        broker.says(lag(0.25));
        var fresh = broker.run("lag", application);
        assertThat(fresh.code()).isEqualTo(ExitCode.DONE);
        assertThat(fresh.lines().get(1))
                .contains("paris of frankfurt", "0.250 s", "4.1 kB", "exact");

        var other = application + "-old";
        broker.says(
                new LagMeasured(
                        other,
                        "frankfurt",
                        "paris",
                        LagQuality.EXACT,
                        sample(0.25),
                        null,
                        "wal",
                        ""),
                Instant.now().minusSeconds(90),
                null);
        var old = broker.run("lag", other);
        assertThat(old.lines().get(1))
                .contains("unknown", "stale", "1 min 30 s ago", "was 0.250 s");
    }

    @Test
    void lagThatCouldNotBeMeasuredIsUnknownWithTheReason() {
        broker.says(
                new LagMeasured(
                        application,
                        "frankfurt",
                        "paris",
                        LagQuality.UNKNOWN,
                        null,
                        sample(0.75),
                        "wal",
                        "paris does not answer"));
        var ran = broker.run("lag", application);
        assertThat(ran.lines().get(1))
                .contains("unknown", "paris does not answer; last known 0.750 s");
        assertThat(broker.run("lag", application + "-none").code()).isEqualTo(ExitCode.UNKNOWN);
    }

    private LagMeasured lag(double seconds) {
        return new LagMeasured(
                application,
                "frankfurt",
                "paris",
                LagQuality.EXACT,
                sample(seconds),
                null,
                "wal",
                "");
    }

    private static LagSample sample(double seconds) {
        var position = new Position("7000000000000000000", 1, Lsn.parse("0/326DB70"));
        var at = Instant.parse("2026-11-22T19:00:00Z");
        return new LagSample(
                seconds, 4_100, position, position, Lsn.parse("0/326DB70"), at, at, at);
    }
}
