package io.bascule.failover.brain;

import static io.bascule.failover.recovery.Samples.FRANKFURT;
import static io.bascule.failover.recovery.Samples.ORDERS;
import static io.bascule.failover.recovery.Samples.PARIS;
import static io.bascule.failover.recovery.Samples.WITNESS;
import static io.bascule.failover.recovery.Samples.applied;
import static io.bascule.failover.recovery.Samples.lag;
import static io.bascule.failover.recovery.Samples.plan;
import static io.bascule.failover.recovery.Samples.succeeded;
import static io.bascule.failover.recovery.Samples.unhealthy;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.Topic;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.StepKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service in role brain, on a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BrainOnABrokerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Conversation broker =
            new Conversation(
                    Topic.Name.RECOVERY, Topic.Name.COMMANDS, Topic.REQUESTS.deadLetterName());

    @AfterAll
    void stop() {
        broker.close();
    }

    @Test
    void aSignalBecomesACommittedCommandARestartGoesOnAtTheRecordedStepAndPoisonStopsNothing(
            @TempDir Path folder) throws Exception {
        try (var brain = broker.brain(folder)) {
            broker.tell(applied(plan()));
            broker.awaitAll(PlanAccepted.class, 1);
            broker.send(
                    new ProducerRecord<>(
                            Topic.Name.REQUESTS,
                            "x".getBytes(UTF_8),
                            "not an event".getBytes(UTF_8)));
            broker.tell(lag(FRANKFURT, PARIS, Instant.now()));
            broker.tell(unhealthy("monitor", WITNESS, Evidence.PROBE, FRANKFURT, Instant.now()));
            broker.tell(
                    unhealthy(
                            "executor/frankfurt",
                            FRANKFURT,
                            Evidence.PROCESS,
                            FRANKFURT,
                            Instant.now()));
            broker.awaitAll(RunStarted.class, 1);
            var fence = awaitCommand(StepKind.FENCE);
            broker.tell(succeeded(fence, Instant.now(), Map.of("fenceProof", "processes-gone")));
            awaitCommand(StepKind.PROMOTE);
            broker.awaitDeadLetters(Topic.REQUESTS, 1);
            assertThat(broker.deadLetters(Topic.REQUESTS))
                    .allSatisfy(r -> assertThat(r).startsWith("Expected a CloudEvent"));
            assertThat(get(brain, "/api/state")).contains("\"phase\":\"ACTIVATING\"", "orders-1");
            assertThat(get(brain, "/actuator/health/readiness")).contains("\"status\":\"UP\"");
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(get(brain, "/actuator/prometheus"))
                                    .contains("dr_recovery_phase{"));
        }
        broker.forget();
        try (var _ = broker.brain(folder)) {
            var promote = awaitCommand(StepKind.PROMOTE);
            assertThat(promote.runId()).isEqualTo("orders-1");
            assertThat(promote.inputs()).containsEntry("fenceProof", "processes-gone");
            broker.tell(succeeded(promote, Instant.now(), Map.of("forkLsn", "0/1")));
            awaitCommand(StepKind.REDIRECT);
        }
        assertThat(broker.all(RunStarted.class)).isEmpty();
    }

    private static String get(ConfigurableApplicationContext service, String path)
            throws Exception {
        var port = service.getEnvironment().getRequiredProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    private StepCommanded awaitCommand(StepKind kind) {
        var command = broker.awaitOne(StepCommanded.class, c -> c.step() == kind);
        assertThat(command.application()).isEqualTo(ORDERS);
        return command;
    }
}
