package io.bascule.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.DeadLetters;
import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.proof.SourceServer;
import io.bascule.backup.seal.Keys;
import io.bascule.backup.store.ObjectServer;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.BackupEvent.RestoreCompleted;
import io.bascule.contracts.event.BackupEvent.RestoreFailed;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.BackupJob;
import io.bascule.contracts.plan.DatabasePlan;
import io.bascule.contracts.plan.FrontDoor;
import io.bascule.contracts.plan.SecretRef;
import io.bascule.contracts.plan.TrafficPlan;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** The whole service on a real broker, a real database and a real S3 server. */
class BackupServiceTest {

    private static final String APPLICATION = "orders";
    private static final EventCodec CODEC = new EventCodec();
    private static final Envelopes ENVELOPES = new Envelopes("/cli/witness", Clock.systemUTC());

    private static EmbeddedKafkaBroker broker;
    private static SourceServer source;
    private static ObjectServer objects;
    private static ConfigurableApplicationContext service;
    private static KafkaProducer<byte[], byte[]> producer;
    private static Path workDir;
    private static Path keys;

    @BeforeAll
    static void startTheWorld() throws Exception {
        objects = new ObjectServer();
        var topics =
                Arrays.stream(Topic.values())
                        .flatMap(t -> List.of(t.topicName(), t.deadLetterName()).stream())
                        .toArray(String[]::new);
        broker = new EmbeddedKafkaKraftBroker(1, 4, topics);
        broker.afterPropertiesSet();
        source = new SourceServer();
        source.execute("CREATE DATABASE spare");
        workDir = source.tools().temporaryFolder("bascule-work-");
        keys = Files.createTempDirectory("bascule-keys-");
        Files.writeString(keys.resolve("wrapping"), Keys.random());
        Files.writeString(keys.resolve("recovery"), Keys.random());
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.getBrokersAsString()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        send(ENVELOPES.wrap(plan()));
        objects.awaitReady();
        service = start();
    }

    private static ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(BackupServiceApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                        "--bascule.backup.work-dir=" + workDir,
                        "--bascule.backup.s3.endpoint=" + objects.endpoint(),
                        "--bascule.backup.s3.path-style=true",
                        "--bascule.backup.targets.spare.host=127.0.0.1",
                        "--bascule.backup.targets.spare.port=" + source.port(),
                        "--bascule.backup.targets.spare.database=spare",
                        "--bascule.backup.targets.spare.user=postgres",
                        "--bascule.backup.targets.spare.password=file:" + source.passwordFile(),
                        "--bascule.backup.keys.wrapping=file:" + keys.resolve("wrapping"),
                        "--bascule.backup.keys.recovery=file:" + keys.resolve("recovery"));
    }

    @AfterAll
    static void stopTheWorld() throws Exception {
        service.close();
        producer.close();
        objects.close();
        source.close();
        broker.destroy();
        Files.delete(keys.resolve("wrapping"));
        Files.delete(keys.resolve("recovery"));
        Files.delete(keys);
        try (var left = Files.list(workDir)) {
            assertThat(left).isEmpty();
        }
        Files.delete(workDir);
    }

    @Test
    void aRequestedBackupIsTakenProvenAndShown() throws Exception {
        // given
        var request = ENVELOPES.wrap(new BackupRequested(APPLICATION, "nightly", "ada", "drill"));
        String id = idOf(request, "nightly");

        // when: delivered twice
        send(request);
        send(request);

        // then
        var facts = awaitFacts(id, BackupVerified.class, 5);
        assertThat(facts.getFirst().event()).isInstanceOf(BackupStarted.class);
        assertThat(facts.getFirst().causationId()).isEqualTo(request.id());
        assertThat(facts.get(1).event())
                .isInstanceOfSatisfying(
                        BackupCompleted.class,
                        completed -> {
                            assertThat(completed.manifestUri())
                                    .isEqualTo(
                                            "s3://backups-dr/databases/orders/nightly/"
                                                    + id
                                                    + "/manifest.json");
                            assertThat(completed.sourceBytes()).isPositive();
                            assertThat(completed.position()).isNotNull();
                            assertThat(completed.encryption()).isEqualTo("AES-256-GCM");
                        });
        assertThat(facts.stream().skip(2).map(f -> ((BackupVerified) f.event()).level()))
                .containsExactly(ProofLevel.values());
        var proof = (BackupVerified) facts.getLast().event();
        assertThat(proof.rowsCompared()).isGreaterThanOrEqualTo(5003);
        assertThat(proof.restoreSeconds()).isPositive();

        // and: it can be asked for
        assertThat(get("/api/backups?application=orders"))
                .contains(id, "CONTENT_EQUAL", "\"proven\":true");
        assertThat(get("/actuator/prometheus"))
                .contains(
                        "dr_backup_last_proven_timestamp_seconds{application=\"orders\",job=\"nightly\"}",
                        "dr_backup_last_success_timestamp_seconds",
                        "dr_backup_restore_duration_seconds");
        assertThat(get("/actuator/health/readiness")).contains("UP");
        // and: the second delivery changed nothing
        assertThat(facts).hasSize(7);

        // and: it can be restored, once, into a target that is empty
        send(ENVELOPES.wrap(restore()));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> restores().stream().anyMatch(RestoreCompleted.class::isInstance));
        send(ENVELOPES.wrap(restore()));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> restores().stream().anyMatch(RestoreFailed.class::isInstance));
        assertThat(restores())
                .filteredOn(RestoreFailed.class::isInstance)
                .singleElement()
                .satisfies(e ->
                        assertThat(((RestoreFailed) e).reason())
                                .contains("Expected an empty database"));
    }

    private static RestoreRequested restore() {
        return new RestoreRequested(APPLICATION, null, "spare", false, "ada", "drill");
    }

    private static List<BackupEvent> restores() {
        return read(Topic.Name.BACKUP).stream()
                .map(r -> (BackupEvent) CODEC.decode(r.headers(), r.value()).event())
                .filter(e -> e instanceof RestoreCompleted || e instanceof RestoreFailed)
                .toList();
    }

    @Test
    void aRequestForNoPlanIsRefusedInWords() {
        var request = ENVELOPES.wrap(new BackupRequested("unknown", null, "ada", "drill"));

        send(request);

        var facts = awaitFacts(idOf(request, "all"), BackupFailed.class, 1);
        assertThat(((BackupFailed) facts.getFirst().event()).reason())
                .contains("Expected a plan for application 'unknown'");
    }

    @Test
    void aBackupOfADatabaseThatIsNotThereFailsAndLeavesNothing() throws Exception {
        var request = ENVELOPES.wrap(new BackupRequested(APPLICATION, "broken", "ada", "drill"));
        String id = idOf(request, "broken");

        send(request);

        var facts = awaitFacts(id, BackupFailed.class, 1);
        assertThat(((BackupFailed) facts.getLast().event()).reason()).contains("nowhere");
        assertThat(get("/api/backups?application=orders&job=broken"))
                .contains("\"status\":\"FAILED\"");
    }

    @Test
    void poisonIsPutAsideWithItsReasonAndTheNextRequestIsHandled() {
        // given
        String mark = UUID.randomUUID().toString();
        send(
                new ProducerRecord<>(
                        Topic.Name.REQUESTS,
                        ("{\"no\": \"" + mark).getBytes(StandardCharsets.UTF_8)));

        // when
        var request = ENVELOPES.wrap(new BackupRequested("after-poison", null, "ada", "drill"));
        send(request);

        // then
        var _ = awaitFacts(idOf(request, "all"), BackupFailed.class, 1);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    var letters =
                            read(Topic.REQUESTS.deadLetterName()).stream()
                                    .filter(r ->
                                            new String(r.value(), StandardCharsets.UTF_8)
                                                    .contains(mark))
                                    .toList();
                    assertThat(letters).hasSize(1);
                    assertThat(
                                    new String(
                                            letters.getFirst()
                                                    .headers()
                                                    .lastHeader(DeadLetters.REASON)
                                                    .value(),
                                            StandardCharsets.UTF_8))
                            .contains("Expected a CloudEvent")
                            .doesNotContain("\n");
                });
    }

    @Test
    void aPersonMayTypeARequestWithoutHeaders() {
        String id = UUID.randomUUID().toString();
        send(
                new ProducerRecord<>(
                        Topic.Name.REQUESTS,
                        """
                        {"specversion":"1.0","id":"%s","source":"/kcat","type":"bascule.BackupRequested.v1",
                         "subject":"typed","time":"2026-11-22T10:00:00Z","data":{}}
                        """
                                .formatted(id)
                                .getBytes(StandardCharsets.UTF_8)));

        var facts =
                awaitFacts(
                        BackupId.of(
                                java.time.Instant.parse("2026-11-22T10:00:00Z"),
                                "/kcat#" + id,
                                "all"),
                        BackupFailed.class,
                        1);
        assertThat(facts).hasSize(1);
    }

    private static String idOf(EventEnvelope<?> request, String job) {
        return BackupId.of(request.time(), request.source() + "#" + request.id(), job);
    }

    private static List<EventEnvelope<?>> awaitFacts(
            String backupId, Class<? extends BackupEvent> last, int count) {
        var found = new ArrayList<EventEnvelope<?>>();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> {
                    found.clear();
                    for (var record : read(Topic.Name.BACKUP)) {
                        var envelope = CODEC.decode(record.headers(), record.value());
                        if (backupId.equals(
                                io.bascule.backup.policy.BackupHistory.backupOf(
                                        (BackupEvent) envelope.event()))) {
                            found.add(envelope);
                        }
                    }
                    return found.stream().filter(e -> last.isInstance(e.event())).count() >= count;
                });
        return found;
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker.getBrokersAsString()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(p ->
                                    new org.apache.kafka.common.TopicPartition(
                                            p.topic(), p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    private static void send(EventEnvelope<?> envelope) {
        send(CODEC.encode(envelope));
    }

    private static void send(ProducerRecord<byte[], byte[]> record) {
        var _ = producer.send(record);
        producer.flush();
    }

    private static String get(String path) throws Exception {
        int port =
                Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static PlanApplied plan() {
        SecretRef password = source.database().password();
        var server =
                new DatabasePlan.Server(
                        "127.0.0.1",
                        source.port(),
                        "postgres",
                        password,
                        new DatabasePlan.Endpoint("127.0.0.1", source.port()));
        var second = Duration.ofSeconds(1);
        var application =
                new ApplicationPlan(
                        APPLICATION,
                        ApplicationPlan.Criticality.MISSION_CRITICAL,
                        ApplicationPlan.Strategy.WARM_STANDBY,
                        new ApplicationPlan.Objectives(second, second),
                        "frankfurt",
                        "paris",
                        "witness",
                        ApplicationPlan.DecisionMode.AUTOMATIC,
                        second,
                        List.of(),
                        new DatabasePlan(
                                "postgres", "orders", Map.of("frankfurt", server, "paris", server)),
                        new TrafficPlan("haproxy", "x", "orders", Map.of()),
                        ApplicationPlan.Fencing.FRONT_DOOR,
                        new FrontDoor(
                                "127.0.0.1", source.port(), "postgres", password, second, second),
                        new ApplicationPlan.Suspicion(2, second, second),
                        List.of(),
                        false,
                        second,
                        second);
        return new PlanApplied(
                APPLICATION,
                "hash",
                "test",
                application,
                List.of(),
                List.of(
                        job("nightly", null),
                        job(
                                "broken",
                                new BackupJob.Source(
                                        "127.0.0.1",
                                        source.port(),
                                        "nowhere",
                                        "postgres",
                                        password))),
                List.of());
    }

    private static BackupJob job(
            String name, BackupJob.@org.jspecify.annotations.Nullable Source from) {
        return new BackupJob(
                name,
                BackupJob.Kind.DATABASES,
                APPLICATION,
                "0 3 1 1 *",
                "UTC",
                30,
                "s3://backups-dr/databases/",
                "AES-256",
                from,
                "pg_dump",
                "content_equal");
    }
}
