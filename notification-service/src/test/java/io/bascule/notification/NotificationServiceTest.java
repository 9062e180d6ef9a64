package io.bascule.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.DeadLetters;
import io.bascule.backbone.EventCodec;
import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.Trace;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.NotificationEvent.NotificationDelivered;
import io.bascule.contracts.event.NotificationEvent.NotificationFailed;
import io.bascule.contracts.event.RecoveryEvent.SuspicionCleared;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.notification.Receiver.Call;
import io.bascule.notification.Receiver.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole service with a real broker and two real webhooks, one of which is dead. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.kafka.bootstrap-servers=${spring.embedded.kafka.brokers}",
            "bascule.retry-interval-millis=1",
            "bascule.notification.retry.first=10ms",
            "bascule.notification.retry.longest=20ms",
            "bascule.notification.retry.attempts=5",
            "bascule.notification.communicate-within=20s"
        })
@EmbeddedKafka(
        partitions = 1,
        brokerProperties = "offsets.topic.num.partitions=1",
        topics = {
            Topic.Name.RECOVERY,
            Topic.Name.RECOVERY + ".dlt",
            Topic.Name.REPORTS,
            Topic.Name.REPORTS + ".dlt",
            Topic.Name.BACKUP,
            Topic.Name.BACKUP + ".dlt",
            Topic.Name.COMMANDS,
            Topic.Name.COMMANDS + ".dlt",
            Topic.Name.STEPS,
            Topic.Name.NOTIFICATIONS
        })
@DirtiesContext
class NotificationServiceTest {

    private static final byte[] KEY =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Receiver RECEIVER = receiver();

    @Autowired private EventPublisher publisher;
    @Autowired private EventCodec codec;
    @Autowired private KafkaTemplate<byte[], byte[]> kafka;
    @Autowired private ConsumerFactory<byte[], byte[]> consumers;
    @LocalServerPort private int port;

    @DynamicPropertySource
    static void webhooks(DynamicPropertyRegistry registry) throws IOException {
        Path secret = Files.createTempFile("webhook", ".secret");
        Files.writeString(secret, "whsec_" + Base64.getEncoder().encodeToString(KEY) + "\n");
        secret.toFile().deleteOnExit();
        registry.add("bascule.notification.webhooks[0].name", () -> "on-call");
        registry.add("bascule.notification.webhooks[0].url", RECEIVER::url);
        registry.add("bascule.notification.webhooks[0].secret", () -> "file:" + secret);
        registry.add("bascule.notification.webhooks[1].name", () -> "dead");
        // A port that nothing listens on.
        registry.add("bascule.notification.webhooks[1].url", () -> "http://127.0.0.1:1/hook");
        registry.add("bascule.notification.webhooks[1].secret", () -> "file:" + secret);
    }

    @BeforeEach
    void answerYes() {
        RECEIVER.answer(_ -> new Reply(204, ""));
    }

    @AfterAll
    static void stop() {
        RECEIVER.close();
    }

    @Test
    void aFactReachesTheWebhookSignedAndIsRecorded() throws Exception {
        var fact = publisher.publish(new SuspicionCleared("orders", "frankfurt", "it answers"));

        var call = callAbout(fact.id());
        assertThat(signatureByHand(call)).isEqualTo(call.header("webhook-signature"));
        assertThat(Trace.idOf(call.header("traceparent")))
                .isNotNull()
                .isEqualTo(Trace.idOf(fact.traceparent()));
        var body = EventJson.mapper().readTree(call.body());
        assertThat(body.at("/type").asString()).isEqualTo("bascule.SuspicionCleared.v1");
        assertThat(body.at("/timestamp").asString()).isEqualTo(fact.time().toString());
        assertThat(body.at("/data/event/reason").asString()).isEqualTo("it answers");
        assertThat(body.at("/data/title").asString())
                .isEqualTo("orders is no longer suspected at frankfurt");

        assertThat(records(Topic.Name.NOTIFICATIONS, fact.id(), 3))
                .anySatisfy(event ->
                        assertThat(event)
                                .isEqualTo(
                                        new NotificationDelivered(
                                                "orders",
                                                call.header("webhook-id"),
                                                "on-call",
                                                fact.id(),
                                                1,
                                                "204")))
                .anySatisfy(event ->
                        assertThat(event)
                                .isInstanceOfSatisfying(
                                        NotificationDelivered.class,
                                        d -> assertThat(d.channel()).isEqualTo("log")))
                .anySatisfy(event ->
                        assertThat(event)
                                .isInstanceOfSatisfying(
                                        NotificationFailed.class,
                                        f -> {
                                            assertThat(f.channel()).isEqualTo("dead");
                                            assertThat(f.attempts()).isEqualTo(5);
                                        }));
    }

    @Test
    void anAnswerOf500IsRepeatedUnderTheSameId() {
        RECEIVER.answer(call -> new Reply(calls("\"stubborn\"").size() < 3 ? 500 : 200, ""));

        publisher.publish(new SuspicionCleared("orders", "frankfurt", "stubborn"));

        await().atMost(SOON).until(() -> calls("\"stubborn\"").size() >= 3);
        assertThat(calls("\"stubborn\"").stream().map(c -> c.header("webhook-id")).distinct())
                .hasSize(1);
    }

    @Test
    void aFactThatComesTwiceIsToldOnce() throws Exception {
        var fact = publisher.publish(new SuspicionCleared("orders", "frankfurt", "twice"));
        send(codec.encode(fact));
        var last = publisher.publish(new SuspicionCleared("orders", "frankfurt", "after"));

        var _ = callAbout(last.id());
        assertThat(calls(fact.id())).hasSize(1);
    }

    @Test
    void poisonStandsAsideAndTheNextFactIsTold() throws Exception {
        send(
                new ProducerRecord<>(
                        Topic.Name.RECOVERY,
                        "k".getBytes(StandardCharsets.UTF_8),
                        "poison".getBytes(StandardCharsets.UTF_8)));
        var next = publisher.publish(new SuspicionCleared("orders", "frankfurt", "next"));

        var _ = callAbout(next.id());
        var letter = read(Topic.RECOVERY.deadLetterName(), 1).getFirst();
        assertThat(letter.value()).asString(StandardCharsets.UTF_8).isEqualTo("poison");
        assertThat(letter.headers().lastHeader(DeadLetters.REASON).value())
                .asString(StandardCharsets.UTF_8)
                .startsWith("Expected a CloudEvent, but ")
                .doesNotContain("\n");
    }

    @Test
    void communicateIsTrueThoughAWebhookIsDeadAndIsAnsweredAlike() throws Exception {
        var command = publisher.publish(communicate(7));
        var steps = records(Topic.Name.STEPS, command.id(), 1);

        assertThat(steps)
                .singleElement()
                .isInstanceOfSatisfying(
                        StepSucceeded.class,
                        step -> {
                            assertThat(step.runId()).isEqualTo("orders-7");
                            assertThat(step.epoch()).isEqualTo(7);
                            assertThat(step.evidence().get(StepEvidence.COMMUNICATION))
                                    .startsWith("taken by log, on-call; dead ");
                        });

        // when the coordinator asks again, an older coordinator asks too, and history is read
        var stale = publisher.publish(communicate(6));
        var givenUp = publisher.publish(communicate(8, Instant.now().minusSeconds(90)));
        var again = publisher.publish(communicate(7));

        assertThat(records(Topic.Name.STEPS, again.id(), 1)).isEqualTo(steps);
        assertThat(records(Topic.Name.STEPS, stale.id(), 0)).isEmpty();
        assertThat(records(Topic.Name.STEPS, givenUp.id(), 0)).isEmpty();
        assertThat(calls("RunCommunicated")).hasSize(1);
    }

    @Test
    void itIsReadyAndCounts() throws Exception {
        await().atMost(SOON).until(() -> get("/actuator/health/readiness").startsWith("200"));
        publisher.publish(new SuspicionCleared("orders", "frankfurt", "counted"));

        await().atMost(SOON)
                .until(() ->
                        get("/actuator/prometheus")
                                .matches(
                                        "(?s).*dr_notifications_total\\{channel=\"on-call\",result=\"delivered\"\\} [1-9].*"));
        assertThat(get("/actuator/prometheus"))
                .contains("dr_notifications_total{channel=\"dead\",result=\"failed\"}")
                .contains("dr_notifications_waiting{channel=\"log\"}");
    }

    private static StepCommanded communicate(long epoch) throws IOException {
        return communicate(epoch, Instant.now().plusSeconds(30));
    }

    private static StepCommanded communicate(long epoch, Instant deadline) throws IOException {
        var golden = Path.of("../contracts/src/test/resources/golden/StepCommanded.v1.json");
        var sample = EventJson.read(Files.readAllBytes(golden), StepCommanded.class);
        return new StepCommanded(
                "orders",
                "orders-" + epoch,
                epoch,
                4,
                1,
                io.bascule.contracts.event.StepKind.COMMUNICATE,
                "witness",
                "frankfurt",
                "paris",
                sample.mode(),
                deadline,
                sample.plan(),
                sample.inputs());
    }

    private static String signatureByHand(Call call) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        String signed =
                call.header("webhook-id")
                        + "."
                        + call.header("webhook-timestamp")
                        + "."
                        + call.body();
        byte[] hmac = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(hmac);
    }

    private static Call callAbout(String eventId) {
        await().atMost(SOON).until(() -> !calls(eventId).isEmpty());
        return calls(eventId).getFirst();
    }

    private static List<Call> calls(String words) {
        return RECEIVER.calls().stream().filter(c -> c.body().contains(words)).toList();
    }

    /** The events on a topic that another event caused. */
    private List<? extends Event> records(String topic, String cause, int atLeast) {
        var found = new CopyOnWriteArrayList<EventEnvelope<?>>();
        read(
                topic,
                record -> {
                    var envelope = codec.decode(record.headers(), record.value());
                    if (cause.equals(envelope.causationId())) {
                        found.add(envelope);
                    }
                    return found.size() >= atLeast;
                },
                atLeast == 0);
        return found.stream().map(EventEnvelope::event).toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, int atLeast) {
        var found = new CopyOnWriteArrayList<ConsumerRecord<byte[], byte[]>>();
        read(
                topic,
                record -> {
                    found.add(record);
                    return found.size() >= atLeast;
                },
                false);
        return found;
    }

    private void read(
            String topic,
            java.util.function.Predicate<ConsumerRecord<byte[], byte[]>> enough,
            boolean whatIsThere) {
        try (var consumer = consumers.createConsumer("reader-" + System.nanoTime(), "")) {
            consumer.subscribe(List.of(topic));
            await().atMost(SOON)
                    .until(() -> {
                        boolean done = false;
                        for (var record : consumer.poll(Duration.ofMillis(200))) {
                            done |= enough.test(record);
                        }
                        return done || (whatIsThere && isAtEnd(consumer));
                    });
        }
    }

    private static boolean isAtEnd(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer) {
        var ends = consumer.endOffsets(consumer.assignment());
        return !ends.isEmpty()
                && ends.entrySet().stream()
                        .allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
    }

    private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        var _ = kafka.send(record).get(30, TimeUnit.SECONDS);
    }

    private String get(String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
            var response = client.send(request, BodyHandlers.ofString());
            return response.statusCode() + "\n" + response.body();
        }
    }

    private static Receiver receiver() {
        try {
            return new Receiver();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
