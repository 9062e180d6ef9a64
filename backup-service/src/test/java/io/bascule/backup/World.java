package io.bascule.backup;

import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.backup.policy.BackupHistory;
import io.bascule.backup.proof.SourceServer;
import io.bascule.backup.seal.Keys;
import io.bascule.backup.store.ObjectServer;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RestoreEvent;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.BackupJob;
import io.bascule.contracts.plan.DatabasePlan;
import io.bascule.contracts.plan.FrontDoor;
import io.bascule.contracts.plan.SecretRef;
import io.bascule.contracts.plan.TrafficPlan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A real broker, a real database and a real S3 server, started once for all tests that need it. */
final class World implements AutoCloseable {

    static final EventCodec CODEC = new EventCodec();
    static final Envelopes ENVELOPES = new Envelopes("/cli/witness", Clock.systemUTC());
    static final Duration PATIENCE = Duration.ofMinutes(5);

    final EmbeddedKafkaBroker broker;
    final SourceServer source;
    final ObjectServer objects;
    final Path workDir;
    final Path keys;
    private final KafkaProducer<byte[], byte[]> producer;

    private World() throws Exception {
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
        var _ = objects.awaitReady();
    }

    /** The one of this run of tests; it ends with it. */
    static World of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(
                        World.class,
                        _ -> {
                            try {
                                return new World();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        World.class);
    }

    /** What the service is started with; later ones win. */
    List<String> arguments(String... more) {
        var all =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                                "--bascule.backup.work-dir=" + workDir,
                                "--bascule.backup.lease=6s",
                                "--bascule.backup.s3.endpoint=" + objects.endpoint(),
                                "--bascule.backup.s3.path-style=true",
                                "--bascule.backup.targets.spare.host=127.0.0.1",
                                "--bascule.backup.targets.spare.port=" + source.port(),
                                "--bascule.backup.targets.spare.database=spare",
                                "--bascule.backup.targets.spare.user=postgres",
                                "--bascule.backup.targets.spare.password=file:"
                                        + source.passwordFile(),
                                "--bascule.backup.keys.wrapping=file:" + keys.resolve("wrapping"),
                                "--bascule.backup.keys.recovery=file:" + keys.resolve("recovery")));
        // Of an option that is given twice Spring makes a list.
        for (String option : more) {
            String name = option.substring(0, option.indexOf('=') + 1);
            all.removeIf(given -> given.startsWith(name));
            all.add(option);
        }
        return all;
    }

    /** An instance of the service in this process. */
    ConfigurableApplicationContext start(@Nullable Clock clock, String... more) {
        return new SpringApplicationBuilder(BackupServiceApplication.class)
                .initializers(context -> {
                    if (clock != null) {
                        ((GenericApplicationContext) context)
                                .registerBean(Clock.class, () -> clock);
                    }
                })
                .run(arguments(more).toArray(String[]::new));
    }

    /** Makes another key and returns its name. */
    String newKey(String name) throws IOException {
        Files.writeString(keys.resolve(name), Keys.random());
        return "file:" + keys.resolve(name);
    }

    /** Whoever looks into the store past the service. */
    S3Client s3() {
        return S3Client.builder()
                .endpointOverride(objects.endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .build();
    }

    void send(EventEnvelope<?> envelope) {
        send(CODEC.encode(envelope));
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        var _ = producer.send(record);
        producer.flush();
    }

    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
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

    /** Every fact of an application but progress, in the order in which they are on record. */
    List<EventEnvelope<?>> facts(String application) {
        var found = new ArrayList<EventEnvelope<?>>();
        for (var record : read(Topic.Name.BACKUP)) {
            var envelope = CODEC.decode(record.headers(), record.value());
            if (envelope.event().subject().equals(application)
                    && !(envelope.event() instanceof BackupEvent.BackupProgressed)
                    && !(envelope.event() instanceof RestoreEvent.RestoreProgressed)) {
                found.add(envelope);
            }
        }
        return found;
    }

    <E extends BackupEvent> List<E> facts(String application, Class<E> type) {
        return facts(application).stream()
                .map(EventEnvelope::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    <E extends BackupEvent> List<E> await(String application, Class<E> type, int count) {
        return Awaitility.await()
                .alias(application + " " + type.getSimpleName())
                .atMost(PATIENCE)
                .until(() -> facts(application, type), found -> found.size() >= count);
    }

    /** The facts of one backup, when enough of the last kind are there. */
    List<EventEnvelope<?>> awaitFacts(
            String application, String backupId, Class<? extends BackupEvent> last, int count) {
        return Awaitility.await()
                .alias(backupId + " " + last.getSimpleName())
                .atMost(PATIENCE)
                .until(
                        () ->
                                facts(application).stream()
                                        .filter(e ->
                                                backupId.equals(
                                                        BackupHistory.backupOf(
                                                                (BackupEvent) e.event())))
                                        .toList(),
                        found ->
                                found.stream().filter(e -> last.isInstance(e.event())).count()
                                        >= count);
    }

    static String get(ConfigurableApplicationContext service, String path) throws Exception {
        return ask(HttpRequest.newBuilder(uri(service, path)).build());
    }

    static String post(ConfigurableApplicationContext service, String path) throws Exception {
        return ask(
                HttpRequest.newBuilder(uri(service, path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build());
    }

    /** Asks for a backup as soon as the service knows the plan. */
    void requestBackup(ConfigurableApplicationContext service, String application, String job) {
        Awaitility.await()
                .alias("the plan of " + application)
                .atMost(PATIENCE)
                .until(() ->
                        post(
                                        service,
                                        "/api/backups/run?by=ada&application="
                                                + application
                                                + "&job="
                                                + job)
                                .contains("backupIds"));
    }

    private static URI uri(ConfigurableApplicationContext service, String path) {
        return URI.create(
                "http://127.0.0.1:"
                        + service.getEnvironment().getRequiredProperty("local.server.port")
                        + path);
    }

    private static String ask(HttpRequest request) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    PlanApplied plan(String name, BackupJob... jobs) {
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
                        name,
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
                name, "hash", "test", application, List.of(), List.of(jobs), List.of());
    }

    static BackupJob job(
            String name, String schedule, String verify, BackupJob.@Nullable Source from) {
        return new BackupJob(
                name,
                BackupJob.Kind.DATABASES,
                null,
                schedule,
                "UTC",
                30,
                "s3://backups-dr/databases/",
                "AES-256",
                from,
                "pg_dump",
                verify);
    }

    @Override
    public void close() throws IOException {
        producer.close();
        objects.close();
        source.close();
        broker.destroy();
        try (var all = Files.walk(keys)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        Files.deleteIfExists(workDir);
    }
}
