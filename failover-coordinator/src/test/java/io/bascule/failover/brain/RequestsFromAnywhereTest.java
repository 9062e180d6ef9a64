package io.bascule.failover.brain;

import static io.bascule.failover.recovery.Samples.applied;
import static io.bascule.failover.recovery.Samples.plan;
import static io.bascule.failover.recovery.Samples.said;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.PlanRefused;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import io.bascule.failover.FailoverCoordinatorApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * What clients that are not ours write, in every form, against the real brain and a real broker.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RequestsFromAnywhereTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String TYPED =
            """
            {"specversion":"1.0","id":"%1$s-1","source":"/hand","type":"bascule.FailoverRequested.v1","subject":"%1$s","data":{"to":"paris"}}\
            """;

    private final EventCodec codec = new EventCodec();
    private final List<EventEnvelope<?>> heard = new ArrayList<>();
    private final Map<String, List<String>> deadLetters = new TreeMap<>();
    private EmbeddedKafkaKraftBroker broker;
    private KafkaProducer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> consumer;
    private ConfigurableApplicationContext brain;

    @SuppressWarnings("NullAway.Init")
    RequestsFromAnywhereTest() {}

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
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
        Map<String, Object> brokers = Map.of("bootstrap.servers", broker.getBrokersAsString());
        producer =
                new KafkaProducer<>(brokers, new ByteArraySerializer(), new ByteArraySerializer());
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
                        Topic.REQUESTS.deadLetterName(),
                        Topic.APPROVALS.deadLetterName())) {
            for (int p = 0; p < Topic.PARTITIONS; p++) {
                partitions.add(new TopicPartition(topic, p));
            }
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        brain =
                new SpringApplicationBuilder(FailoverCoordinatorApplication.class)
                        .run(
                                "--server.port=0",
                                "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                                "--bascule.coordinator.roles=brain",
                                "--bascule.coordinator.state-dir=" + folder,
                                "--bascule.place=witness");
    }

    @AfterAll
    void stop() {
        brain.close();
        consumer.close();
        producer.close();
        broker.destroy();
    }

    @Test
    void everyFormOfARequestStartsItsRunOnceAndEverythingElseIsPutAsideWithItsReason()
            throws Exception {
        // given an application for each form in which a request may come, in several partitions
        var forms = new LinkedHashMap<String, ProducerRecord<byte[], byte[]>>();
        forms.put("binary", binary("binary"));
        forms.put("structured", typed("structured", "application/cloudevents+json", "structured"));
        forms.put(
                "with-charset",
                typed("with-charset", "application/cloudevents+json; charset=UTF-8", "x"));
        forms.put("header-less", typed("header-less", null, "header-less"));
        forms.put("wrong-type", typed("wrong-type", "application/json", "wrong-type"));
        forms.put("no-key", typed("no-key", null, null));
        forms.put("key-of-another", typed("key-of-another", null, "binary"));
        forms.put(
                "several-lines",
                foreign(
                        "several-lines",
                        null,
                        TYPED.formatted("several-lines").replace(",", ",\n  ")));
        for (String application : forms.keySet()) {
            tell(applied(plan(application, DecisionMode.AUTOMATIC, false)));
        }
        awaitAll(PlanAccepted.class, forms.size());

        // when they come, each twice, among records that are no requests
        var wrong = new LinkedHashMap<String, ProducerRecord<byte[], byte[]>>();
        wrong.put("is no whole JSON object: '{'", foreign("k", null, "{"));
        wrong.put("'\"specversion\": \"1.0\",'", foreign("k", null, "\"specversion\": \"1.0\","));
        wrong.put("neither ce_ headers nor a JSON object: '}'", foreign("k", null, "}"));
        wrong.put("found neither ce_ headers", foreign("k", null, "failover orders to paris"));
        wrong.put("has no value and no ce_ headers", foreign("k", null, "  "));
        wrong.put(
                "but id, source are missing",
                foreign("k", null, "{\"specversion\":\"1.0\",\"type\":\"x\"}"));
        wrong.put(
                "did you mean 'bascule.FailoverRequested.v1'?",
                foreign(
                        "k",
                        null,
                        TYPED.formatted("binary")
                                .replace("bascule.FailoverRequested.v1", "FailoverRequested")));
        wrong.put(
                "the subject is 'binary' and the data say 'orders'",
                foreign(
                        "k",
                        null,
                        TYPED.formatted("binary")
                                .replace("{\"to\"", "{\"application\":\"orders\",\"to\"")));
        wrong.put(
                "Expected the data of FailoverRequested",
                foreign(
                        "k",
                        null,
                        TYPED.formatted("binary").replace("{\"to\":\"paris\"}", "\"paris\"")));
        wrong.put("which belongs to dr.approvals.v1", forged());
        wrong.put(
                "Expected field 'application'",
                foreign(
                        "k",
                        null,
                        TYPED.formatted("binary").replace("\"subject\":\"binary\",", "")));
        for (var record : forms.values()) {
            send(record);
        }
        for (var record : wrong.values()) {
            send(record);
        }
        for (var record : forms.values()) {
            send(record);
        }
        var last = applied(plan("last", DecisionMode.AUTOMATIC, false));
        tell(last);
        send(typed("last", null, "last"));
        for (int p = 0; p < Topic.PARTITIONS; p++) {
            send(sentinel(p));
        }

        // then each has started one planned move, and the others lie where they can be read
        awaitAll(RunStarted.class, forms.size() + 1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    poll();
                    assertThat(deadLetters.getOrDefault(Topic.REQUESTS.deadLetterName(), List.of()))
                            .hasSize(wrong.size() + Topic.PARTITIONS);
                });
        var runs = all(RunStarted.class);
        assertThat(runs)
                .hasSize(forms.size() + 1)
                .allSatisfy(run -> {
                    assertThat(run.kind()).isEqualTo(RunKind.SWITCHOVER);
                    assertThat(run.to()).isEqualTo("paris");
                    assertThat(run.runId()).isEqualTo(run.application() + "-1");
                });
        assertThat(runs.stream().map(RunStarted::application)).containsAll(forms.keySet());
        assertThat(runs.stream().filter(r -> r.application().equals("header-less")))
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.requestedBy()).isEqualTo("/hand");
                    assertThat(r.requestId()).isEqualTo("header-less-1");
                });
        for (var reason : wrong.keySet()) {
            assertThat(deadLetters.get(Topic.REQUESTS.deadLetterName()))
                    .anySatisfy(line -> assertThat(line).contains(reason).doesNotContain("\n"));
        }
        assertThat(all(RequestRefused.class)).as("a duplicate is no second request").isEmpty();
    }

    @Test
    void anAnswerInTheWrongPartitionIsHeardAndOneThatNobodyAwaitsIsRefused() throws Exception {
        tell(applied(plan("guarded", DecisionMode.AUTOMATIC, true)));
        await().atMost(PATIENCE)
                .until(() -> {
                    poll();
                    return all(PlanAccepted.class).stream()
                            .anyMatch(p -> p.application().equals("guarded"));
                });
        var early = answer("guarded-1");
        send(early);
        awaitRefusal("guarded", "guarded-1 does not; no run is open");
        send(typed("guarded", null, "guarded"));
        await().atMost(PATIENCE)
                .until(() -> {
                    poll();
                    return all(ApprovalAwaited.class).stream()
                            .anyMatch(a -> a.runId().equals("guarded-1"));
                });

        var go = answer("guarded-1");
        send(go);
        send(go);

        await().atMost(PATIENCE)
                .until(() -> {
                    poll();
                    return all(RunStarted.class).stream()
                            .anyMatch(r -> r.runId().equals("guarded-1"));
                });
        send(typedAs("guarded", "again"));
        awaitRefusal("guarded", "guarded-1 is open");
        assertThat(
                        all(RequestRefused.class).stream()
                                .filter(r -> r.application().equals("guarded")))
                .as("the doubled answer is no second one")
                .hasSize(2);
    }

    @Test
    void whatCannotBeIsRefusedWithTheRuleAndTheFactsAndAWrongPlanLeavesTheFormerOneInForce()
            throws Exception {
        send(typed("nobody-knows", null, "nobody-knows"));
        awaitRefusal(
                "nobody-knows", "Expected an application with a plan, but found 'nobody-knows'");

        tell(applied(plan("steady", DecisionMode.AUTOMATIC, false)));
        await().atMost(PATIENCE)
                .until(() -> {
                    poll();
                    return all(PlanAccepted.class).stream()
                            .anyMatch(p -> p.application().equals("steady"));
                });
        send(foreign("steady", null, TYPED.formatted("steady").replace("paris", "rome")));
        awaitRefusal("steady", "Expected one of frankfurt, paris, but found 'rome'");
        send(
                foreign(
                        "steady",
                        null,
                        TYPED.formatted("steady")
                                .replace("steady-1", "2")
                                .replace("paris", "frankfurt")));
        awaitRefusal("steady", "it runs at 'frankfurt' already");

        var good = plan("steady", DecisionMode.AUTOMATIC, false);
        var elsewhere = applied(plan("elsewhere", DecisionMode.AUTOMATIC, false));
        tell(
                new io.bascule.contracts.event.PlanEvent.PlanApplied(
                        "steady",
                        "f".repeat(64),
                        "ada",
                        elsewhere.plan(),
                        elsewhere.sites(),
                        elsewhere.backups(),
                        elsewhere.contacts()));
        await().atMost(PATIENCE)
                .until(() -> {
                    poll();
                    return all(PlanRefused.class).stream()
                            .anyMatch(p -> p.application().equals("steady"));
                });
        send(typedAs("steady", "3"));
        await().atMost(PATIENCE)
                .until(() -> {
                    poll();
                    return all(RunStarted.class).stream()
                            .anyMatch(r ->
                                    r.application().equals("steady")
                                            && r.planHash().equals(applied(good).planHash()));
                });
    }

    @Test
    void whatAPersonTypesIntoKcatStartsAPlannedFailover(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/kcat")), "kcat is not here");
        tell(applied(plan("orders", DecisionMode.AUTOMATIC, false)));
        await().atMost(PATIENCE)
                .until(() -> {
                    poll();
                    return all(PlanAccepted.class).stream()
                            .anyMatch(p -> p.application().equals("orders"));
                });
        var line =
                Files.writeString(
                        folder.resolve("line"),
                        """
                        {"specversion":"1.0","id":"k-1","source":"/kcat","type":"bascule.FailoverRequested.v1","subject":"orders"}
                        """);

        var kcat =
                new ProcessBuilder(
                                "kcat",
                                "-b",
                                broker.getBrokersAsString(),
                                "-t",
                                "dr.requests.v1",
                                "-P",
                                "-k",
                                "orders",
                                "-H",
                                "content-type=application/cloudevents+json")
                        .redirectInput(line.toFile())
                        .inheritIO()
                        .redirectInput(line.toFile())
                        .start();
        assertThat(kcat.waitFor(30, TimeUnit.SECONDS)).isTrue();

        await().atMost(PATIENCE)
                .until(() -> {
                    poll();
                    return all(RunStarted.class).stream()
                            .anyMatch(r ->
                                    r.application().equals("orders")
                                            && r.kind() == RunKind.SWITCHOVER
                                            && "k-1".equals(r.requestId()));
                });
    }

    private ProducerRecord<byte[], byte[]> binary(String application) {
        var ours =
                codec.encode(
                        said(
                                application + "-1",
                                Instant.now(),
                                new FailoverRequested(application, "paris", true, "ci", "test")));
        return new ProducerRecord<>(
                ours.topic(), crc32(application), ours.key(), ours.value(), ours.headers());
    }

    private static ProducerRecord<byte[], byte[]> typed(
            String application, @Nullable String contentType, @Nullable String key) {
        return foreign(key, contentType, TYPED.formatted(application));
    }

    private static ProducerRecord<byte[], byte[]> typedAs(String application, String id) {
        return foreign(
                application, null, TYPED.formatted(application).replace(application + "-1", id));
    }

    /** As librdkafka writes it: the partition by CRC32 of the key, any one without a key. */
    private static ProducerRecord<byte[], byte[]> foreign(
            @Nullable String key, @Nullable String contentType, String value) {
        var headers = new RecordHeaders();
        if (contentType != null) {
            headers.add("content-type", contentType.getBytes(UTF_8));
        }
        return new ProducerRecord<>(
                Topic.Name.REQUESTS,
                key == null ? Math.floorMod(value.hashCode(), Topic.PARTITIONS) : crc32(key),
                key == null ? null : key.getBytes(UTF_8),
                value.getBytes(UTF_8),
                headers);
    }

    private static int crc32(String key) {
        var crc = new CRC32();
        crc.update(key.getBytes(UTF_8));
        return (int) (crc.getValue() % Topic.PARTITIONS);
    }

    /** Somebody who may only ask approves in the name of another. */
    private ProducerRecord<byte[], byte[]> forged() {
        var approval = answer("binary-1");
        return new ProducerRecord<>(
                Topic.Name.REQUESTS, 0, approval.key(), approval.value(), approval.headers());
    }

    private ProducerRecord<byte[], byte[]> answer(String run) {
        var application = run.replaceFirst("-\\d+$", "");
        var ours =
                codec.encode(
                        said(
                                Instant.now(),
                                new ApprovalGiven(
                                        application, run, Verdict.GO, "ada", "seen", true)));
        int there = crc32(application);
        return new ProducerRecord<>(
                ours.topic(),
                (there + 1) % Topic.PARTITIONS,
                "another key".getBytes(UTF_8),
                ours.value(),
                ours.headers());
    }

    /** The last record of a partition: when it was put aside, all before it were seen. */
    private static ProducerRecord<byte[], byte[]> sentinel(int partition) {
        return new ProducerRecord<>(
                Topic.Name.REQUESTS, partition, null, "the end".getBytes(UTF_8));
    }

    private void awaitRefusal(String application, String detail) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    poll();
                    assertThat(all(RequestRefused.class))
                            .anySatisfy(r -> {
                                assertThat(r.application()).isEqualTo(application);
                                assertThat(r.rule()).isNotBlank();
                                assertThat(r.detail()).contains(detail);
                            });
                });
    }

    private void awaitAll(Class<? extends Event> type, int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    poll();
                    assertThat(all(type)).hasSizeGreaterThanOrEqualTo(count);
                });
    }

    private <E extends Event> List<E> all(Class<E> type) {
        return heard.stream()
                .map(EventEnvelope::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private void tell(Event event) throws Exception {
        send(codec.encode(said(Instant.now(), event)));
    }

    private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        var _ = producer.send(record).get(30, TimeUnit.SECONDS);
    }

    private void poll() {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
            if (record.topic().endsWith(".dlt")) {
                deadLetters
                        .computeIfAbsent(record.topic(), _ -> new ArrayList<>())
                        .add(
                                new String(
                                        record.headers().lastHeader("dr-dlt-reason").value(),
                                        UTF_8));
            } else {
                heard.add(codec.decode(record.topic(), record.headers(), record.value()));
            }
        }
    }
}
