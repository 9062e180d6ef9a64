package io.bascule.failover.brain;

import static io.bascule.failover.recovery.Samples.FRANKFURT;
import static io.bascule.failover.recovery.Samples.ORDERS;
import static io.bascule.failover.recovery.Samples.PARIS;
import static io.bascule.failover.recovery.Samples.WITNESS;
import static io.bascule.failover.recovery.Samples.applied;
import static io.bascule.failover.recovery.Samples.lag;
import static io.bascule.failover.recovery.Samples.plan;
import static io.bascule.failover.recovery.Samples.said;
import static io.bascule.failover.recovery.Samples.succeeded;
import static io.bascule.failover.recovery.Samples.unhealthy;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.FailoverCoordinatorApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** The whole service in role brain, on a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BrainOnABrokerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final EventCodec codec = new EventCodec();
    private final List<EventEnvelope<?>> heard = new ArrayList<>();
    private final List<String> deadLetters = new ArrayList<>();
    private EmbeddedKafkaKraftBroker broker;
    private KafkaProducer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> consumer;

    @SuppressWarnings("NullAway.Init")
    BrainOnABrokerTest() {}

    @BeforeAll
    void startBroker() {
        broker = new EmbeddedKafkaKraftBroker(1, Topic.PARTITIONS);
        broker.brokerProperty("transaction.state.log.replication.factor", "1");
        broker.brokerProperty("transaction.state.log.min.isr", "1");
        broker.brokerProperty("offsets.topic.num.partitions", "1");
        broker.brokerProperty("transaction.state.log.num.partitions", "1");
        broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
        broker.afterPropertiesSet();
        broker.addTopics(
                Arrays.stream(Topic.values())
                        .flatMap(t -> List.of(t.topicName(), t.deadLetterName()).stream())
                        .map(name -> new NewTopic(name, Topic.PARTITIONS, (short) 1))
                        .toArray(NewTopic[]::new));
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.getBrokersAsString()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                broker.getBrokersAsString(),
                                "isolation.level",
                                "read_committed",
                                "auto.offset.reset",
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        var partitions = new ArrayList<TopicPartition>();
        for (var topic :
                List.of(
                        Topic.Name.RECOVERY,
                        Topic.Name.COMMANDS,
                        Topic.REQUESTS.deadLetterName())) {
            for (int p = 0; p < Topic.PARTITIONS; p++) {
                partitions.add(new TopicPartition(topic, p));
            }
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    @AfterAll
    void stopBroker() {
        consumer.close();
        producer.close();
        broker.destroy();
    }

    @Test
    void aSignalBecomesACommittedCommandARestartGoesOnAtTheRecordedStepAndPoisonStopsNothing(
            @TempDir Path folder) throws Exception {
        try (var brain = brain(folder)) {
            tell(applied(plan()));
            awaitHeard(PlanAccepted.class);
            send(Topic.Name.REQUESTS, "x", "not an event".getBytes(UTF_8));
            tell(lag(FRANKFURT, PARIS, Instant.now()));
            tell(unhealthy("monitor", WITNESS, Evidence.PROBE, FRANKFURT, Instant.now()));
            tell(
                    unhealthy(
                            "executor/frankfurt",
                            FRANKFURT,
                            Evidence.PROCESS,
                            FRANKFURT,
                            Instant.now()));
            awaitHeard(RunStarted.class);
            var fence = awaitCommand(StepKind.FENCE);
            tell(succeeded(fence, Instant.now(), Map.of("fenceProof", "processes-gone")));
            awaitCommand(StepKind.PROMOTE);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        poll();
                        assertThat(deadLetters).isNotEmpty();
                    });
            assertThat(deadLetters)
                    .allSatisfy(r -> assertThat(r).startsWith("Expected a CloudEvent"));
            assertThat(get(brain, "/api/state")).contains("\"phase\":\"ACTIVATING\"", "orders-1");
            assertThat(get(brain, "/actuator/health/readiness")).contains("\"status\":\"UP\"");
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(get(brain, "/actuator/prometheus"))
                                    .contains("dr_recovery_phase{"));
        }
        poll();
        heard.clear();
        try (var _ = brain(folder)) {
            var promote = awaitCommand(StepKind.PROMOTE);
            assertThat(promote.runId()).isEqualTo("orders-1");
            assertThat(promote.inputs()).containsEntry("fenceProof", "processes-gone");
            tell(succeeded(promote, Instant.now(), Map.of("forkLsn", "0/1")));
            awaitCommand(StepKind.REDIRECT);
        }
        assertThat(heard).noneMatch(e -> e.event() instanceof RunStarted);
    }

    private ConfigurableApplicationContext brain(Path folder) {
        return new SpringApplicationBuilder(FailoverCoordinatorApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                        "--bascule.coordinator.roles=brain",
                        "--bascule.coordinator.state-dir=" + folder,
                        "--bascule.place=witness");
    }

    private static String get(ConfigurableApplicationContext service, String path)
            throws Exception {
        var port = service.getEnvironment().getRequiredProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    private void tell(Event event) throws Exception {
        producer.send(codec.encode(said(Instant.now(), event))).get();
    }

    private void send(String topic, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value)).get();
    }

    private void poll() {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
            if (record.topic().endsWith(".dlt")) {
                deadLetters.add(
                        new String(record.headers().lastHeader("dr-dlt-reason").value(), UTF_8));
            } else {
                heard.add(codec.decode(record.headers(), record.value()));
            }
        }
    }

    private void awaitHeard(Class<? extends Event> type) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    poll();
                    assertThat(heard).anyMatch(e -> type.isInstance(e.event()));
                });
    }

    private StepCommanded awaitCommand(StepKind kind) {
        var found = new ArrayList<StepCommanded>();
        await().atMost(PATIENCE)
                .until(() -> {
                    poll();
                    heard.stream()
                            .map(EventEnvelope::event)
                            .filter(StepCommanded.class::isInstance)
                            .map(StepCommanded.class::cast)
                            .filter(c -> c.step() == kind)
                            .forEach(found::add);
                    return !found.isEmpty();
                });
        assertThat(found.getFirst().application()).isEqualTo(ORDERS);
        return found.getFirst();
    }
}
