package io.bascule.failover.brain;

import static io.bascule.failover.recovery.Samples.FRANKFURT;
import static io.bascule.failover.recovery.Samples.NOON;
import static io.bascule.failover.recovery.Samples.ORDERS;
import static io.bascule.failover.recovery.Samples.PARIS;
import static io.bascule.failover.recovery.Samples.WITNESS;
import static io.bascule.failover.recovery.Samples.applied;
import static io.bascule.failover.recovery.Samples.healthy;
import static io.bascule.failover.recovery.Samples.lag;
import static io.bascule.failover.recovery.Samples.plan;
import static io.bascule.failover.recovery.Samples.said;
import static io.bascule.failover.recovery.Samples.succeeded;
import static io.bascule.failover.recovery.Samples.unhealthy;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.backbone.DeadLetters;
import io.bascule.backbone.EventCodec;
import io.bascule.backbone.FaultPoints;
import io.bascule.backbone.Trace;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.Scope;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import io.bascule.contracts.event.StepKind;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real topology, in one thread, with a clock that the test holds. */
final class TopologyTest {

    private final EventCodec codec = new EventCodec();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    @TempDir Path folder;
    private TopologyTestDriver driver;
    private Instant now = NOON;

    @BeforeEach
    void start() {
        var properties =
                new BrainProperties(
                        folder,
                        "brain-test",
                        Duration.ofMillis(50),
                        Duration.ofSeconds(1),
                        3,
                        Duration.ofMinutes(5));
        driver =
                new TopologyTestDriver(
                        BrainTopology.build(
                                codec,
                                "/test/witness",
                                properties,
                                new BrainMetrics(meters),
                                new Boundaries(FaultPoints.NONE)),
                        StreamsSettings.of(properties, "nowhere:1", WITNESS),
                        NOON);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aPlanIsAnsweredAndAQuorumLeadsToACommandOfTheSameDecision() {
        tell(applied(plan()));
        assertThat(facts()).hasExactlyElementsOfTypes(PlanAccepted.class);

        quorum();

        assertThat(facts()).hasExactlyElementsOfTypes(SuspicionRaised.class, RunStarted.class);
        assertThat(commands())
                .singleElement()
                .satisfies(c -> {
                    assertThat(c.step()).isEqualTo(StepKind.FENCE);
                    assertThat(c.site()).isEqualTo(FRANKFURT);
                    assertThat(c.runId()).isEqualTo("orders-1");
                });
        assertThat(
                        meters.get("dr.recovery.decisions")
                                .tag("transition", "lost_and_started")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void anOutstandingCommandIsSentAgainEverySecondAsAnEventOfItsOwn() {
        tell(applied(plan()));
        quorum();
        var first = envelopes(Topic.COMMANDS);

        pass(Duration.ofMillis(2100));

        var again = envelopes(Topic.COMMANDS);
        assertThat(again).hasSize(2);
        assertThat(again)
                .allSatisfy(e -> {
                    assertThat(e.event()).isEqualTo(first.getFirst().event());
                    assertThat(e.id()).isNotEqualTo(first.getFirst().id());
                    assertThat(e.correlationId()).isEqualTo("orders-1");
                });
    }

    @Test
    void aRunGoesFromStepToStepByReportsAndEachFactNamesItsCauseAndItsRun() {
        tell(applied(plan()));
        quorum();
        var fence = commands().getFirst();
        facts();

        var report = said(now, succeeded(fence, now, Map.of()));
        send(Topic.STEPS, ORDERS, report);

        var completed = envelopes(Topic.RECOVERY);
        assertThat(completed)
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.event()).isInstanceOf(StepCompleted.class);
                    assertThat(e.causationId()).isEqualTo(report.id());
                    assertThat(e.correlationId()).isEqualTo("orders-1");
                    assertThat(e.source()).isEqualTo("/test/witness");
                });
        finish();
        assertThat(facts()).last().isInstanceOf(RunCompleted.class);
    }

    @Test
    void aRunStandsInTheTraceOfTheFirstWordAgainstTheSiteAlsoWhereTheClockDecides() {
        tell(applied(plan()));
        tell(lag(FRANKFURT, PARIS, now));
        facts();
        var monitor = unhealthy("monitor", WITNESS, Evidence.PROBE, FRANKFURT, now);
        var process =
                unhealthy(
                        "executor/frankfurt",
                        FRANKFURT,
                        Evidence.PROCESS,
                        FRANKFURT,
                        now.plusMillis(10));

        // the first word, its repetition and the second observer's, each in a trace of its own
        send(Topic.APPLICATION_HEALTH, ORDERS, traced('a', monitor));
        send(Topic.APPLICATION_HEALTH, ORDERS, traced('b', monitor));
        send(Topic.APPLICATION_HEALTH, ORDERS, traced('c', process));
        pass(Duration.ofMillis(250));
        var said = new ArrayList<>(envelopes(Topic.RECOVERY));
        byte[] kept = (byte[]) driver.getKeyValueStore(BrainTopology.RECOVERIES).get(ORDERS);
        // a command that is sent again, and a report that came out of somebody's own trace
        pass(Duration.ofMillis(2100));
        var commands = envelopes(Topic.COMMANDS);
        var fence = (StepCommanded) commands.getFirst().event();
        send(Topic.STEPS, ORDERS, traced('d', succeeded(fence, now, Map.of())));
        said.addAll(envelopes(Topic.RECOVERY));
        said.addAll(commands);

        assertThat(said).hasSize(6).allSatisfy(e -> assertThat(trace(e)).isEqualTo(trace('a')));
        assertThat(Trace.idOf(StateJson.traceparent(kept))).isEqualTo(trace('a'));
        assertThat(StateJson.read(kept).openRun()).contains("orders-1");

        // but an answer to somebody who asks meanwhile is none of the run's
        var request = new FailoverRequested(ORDERS, null, true, "ann", "move");
        send(Topic.REQUESTS, ORDERS, traced('e', request));
        assertThat(envelopes(Topic.RECOVERY))
                .singleElement()
                .satisfies(e -> assertThat(trace(e)).isEqualTo(trace('e')));
    }

    private static String trace(char letter) {
        return String.valueOf(letter).repeat(32);
    }

    private static String trace(EventEnvelope<?> envelope) {
        return String.valueOf(Trace.idOf(envelope.traceparent()));
    }

    private EventEnvelope<?> traced(char letter, io.bascule.contracts.event.Event event) {
        return new EventEnvelope<>(
                "id-" + letter,
                "/test/observer",
                now,
                null,
                null,
                "00-" + trace(letter) + "-00f067aa0ba902b7-01",
                event);
    }

    @Test
    void aRequestWithAForeignKeyFindsItsApplication() {
        tell(applied(plan()));
        facts();

        var request = new FailoverRequested(ORDERS, null, true, "ann", "move");
        send(Topic.REQUESTS, "whatever", said("r1", now, request));
        send(Topic.REQUESTS, "other", said("r1", now, request));
        send(Topic.REQUESTS, "third", said("r2", now, request));

        assertThat(facts()).hasExactlyElementsOfTypes(RunStarted.class, RequestRefused.class);
        assertThat(commands()).hasSize(1);
    }

    @Test
    void poisonBecomesADeadLetterWithItsReasonAndNothingStops() {
        for (var topic :
                List.of(
                        Topic.PLAN,
                        Topic.APPLICATION_HEALTH,
                        Topic.HEALTH,
                        Topic.REPLICATION,
                        Topic.REQUESTS,
                        Topic.APPROVALS,
                        Topic.STEPS)) {
            raw(topic, ORDERS, "not an event".getBytes(UTF_8));
            var dead = out(topic.deadLetterName());
            assertThat(dead)
                    .as(topic.deadLetterName())
                    .singleElement()
                    .satisfies(r -> {
                        assertThat(r.value()).isEqualTo("not an event".getBytes(UTF_8));
                        assertThat(
                                        new String(
                                                r.headers().lastHeader(DeadLetters.REASON).value(),
                                                UTF_8))
                                .startsWith("Expected a CloudEvent");
                    });
        }
        raw(Topic.STEPS, ORDERS, null);
        assertThat(out(Topic.STEPS.deadLetterName())).hasSize(1);

        tell(applied(plan()));
        assertThat(facts()).hasExactlyElementsOfTypes(PlanAccepted.class);
    }

    @Test
    void anEventUnderAForeignKeyIsADeadLetterForItStandsInTheWrongPartition() {
        send(Topic.PLAN, "payments", said(now, applied(plan())));

        assertThat(facts()).isEmpty();
        assertThat(out(Topic.PLAN.deadLetterName())).hasSize(1);
    }

    @Test
    void aDeadSiteReachesEveryApplicationOfThePlanThatRunsThere() {
        tell(applied(plan()));
        tell(applied(plan("payments", DecisionMode.APPROVAL, false)));
        facts();

        for (int i = 0; i < 2; i++) {
            for (var observer : List.of("monitor", "executor/paris")) {
                send(
                        Topic.HEALTH,
                        FRANKFURT,
                        said(
                                now,
                                new SiteUnhealthy(
                                        FRANKFURT,
                                        Scope.SITE,
                                        null,
                                        observer,
                                        observer.equals("monitor") ? WITNESS : PARIS,
                                        Evidence.PROBE,
                                        now,
                                        "gone")));
            }
            pass(Duration.ofMillis(250));
        }

        assertThat(facts())
                .filteredOn(SuspicionRaised.class::isInstance)
                .extracting(f -> f.subject())
                .containsExactlyInAnyOrder(ORDERS, "payments");
    }

    @Test
    void lagAndCalmHealthWriteNothing() {
        tell(applied(plan()));
        facts();

        tell(lag(FRANKFURT, PARIS, now));
        tell(healthy("monitor", WITNESS, Evidence.PROBE, FRANKFURT, now));
        pass(Duration.ofSeconds(3));

        assertThat(facts()).isEmpty();
        assertThat(commands()).isEmpty();
        assertThat(driver.producedTopicNames())
                .allSatisfy(t -> assertThat(t).doesNotEndWith(".dlt"));
    }

    private void quorum() {
        tell(lag(FRANKFURT, PARIS, now));
        tell(unhealthy("monitor", WITNESS, Evidence.PROBE, FRANKFURT, now));
        tell(unhealthy("executor/frankfurt", FRANKFURT, Evidence.PROCESS, FRANKFURT, now));
        pass(Duration.ofMillis(250));
    }

    private void finish() {
        for (int i = 0; i < 20; i++) {
            var outstanding = commands();
            if (outstanding.isEmpty()) {
                return;
            }
            tell(succeeded(outstanding.getLast(), now, Map.of()));
        }
    }

    private void tell(io.bascule.contracts.event.Event event) {
        send(Topic.of(event), event.subject(), said(now, event));
    }

    private void send(Topic topic, String key, EventEnvelope<?> envelope) {
        var record = codec.encode(envelope);
        driver.createInputTopic(
                        topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(
                        new TestRecord<>(
                                key.getBytes(UTF_8), record.value(), record.headers(), now));
    }

    private void raw(Topic topic, String key, byte @org.jspecify.annotations.Nullable [] value) {
        driver.createInputTopic(
                        topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key.getBytes(UTF_8), value, new RecordHeaders(), now));
    }

    private void pass(Duration time) {
        for (var end = now.plus(time); now.isBefore(end); now = now.plusMillis(50)) {
            driver.advanceWallClockTime(Duration.ofMillis(50));
        }
    }

    private List<TestRecord<byte[], byte[]>> out(String topic) {
        return driver.createOutputTopic(
                        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private List<EventEnvelope<?>> envelopes(Topic topic) {
        var found = new ArrayList<EventEnvelope<?>>();
        for (var record : out(topic.topicName())) {
            found.add(codec.decode(record.headers(), record.value()));
        }
        return found;
    }

    private List<RecoveryEvent> facts() {
        return envelopes(Topic.RECOVERY).stream().map(e -> (RecoveryEvent) e.event()).toList();
    }

    private List<StepCommanded> commands() {
        return envelopes(Topic.COMMANDS).stream().map(e -> (StepCommanded) e.event()).toList();
    }
}
