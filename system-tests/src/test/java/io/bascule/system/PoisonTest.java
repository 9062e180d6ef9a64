package io.bascule.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.DeadLetters;
import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.sandbox.world.World;
import io.bascule.sandbox.world.WorldSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bad input on every topic of a running platform: put aside with a reason, and life goes on. */
@Timeout(900)
class PoisonTest {

    private static final String POISON = "{\"this\": \"is no event\"";
    private static final String AGAIN = "{\"this\": \"is none either\"";

    private static final String BRAIN = "failover-coordinator ";

    /** What the brain itself reads; the rest is its executors'. */
    private static final Set<Topic> OF_THE_BRAIN =
            Set.of(
                    Topic.PLAN,
                    Topic.REQUESTS,
                    Topic.HEALTH,
                    Topic.APPLICATION_HEALTH,
                    Topic.REPLICATION,
                    Topic.APPROVALS,
                    Topic.STEPS);

    private final EventCodec codec = new EventCodec();
    private final Envelopes envelopes = new Envelopes("/test/witness", Clock.systemUTC());

    @Test
    void poisonOnAnyTopicIsPutAsideWithAReasonAndEveryServiceGoesOn() throws Exception {
        try (var world = World.start(WorldSettings.defaults(), _ -> {});
                var producer = producer(world.bootstrapServers());
                var consumer = consumer(world.bootstrapServers())) {
            // given poison in front of everything that is said later, on every topic
            poison(producer, POISON);
            // when the plan is applied behind it
            var application = world.application();
            var applied =
                    new PlanApplied(
                            application.name(),
                            world.planHash(),
                            "test",
                            application,
                            world.plan().sites(),
                            List.of(),
                            List.of());
            var _ = producer.send(codec.encode(envelopes.wrap(applied))).get(30, TimeUnit.SECONDS);

            // then it is accepted, and the poison stands aside, each with one line of reason
            var reasons = new TreeMap<String, String>();
            var readers = new TreeSet<String>();
            var accepted = new java.util.concurrent.atomic.AtomicBoolean();
            consumer.subscribe(
                    Stream.concat(
                                    Stream.of(Topic.Name.RECOVERY),
                                    Stream.of(Topic.values()).map(Topic::deadLetterName))
                            .toList());
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> {
                        for (var record : consumer.poll(Duration.ofMillis(200))) {
                            reason(record).ifPresent(line -> reasons.put(record.topic(), line));
                            reader(record, POISON).ifPresent(readers::add);
                            if (isAccepted(record)) {
                                accepted.set(true);
                            }
                        }
                        assertThat(reasons.keySet())
                                .containsAll(
                                        Stream.of(Topic.values())
                                                .map(Topic::deadLetterName)
                                                .toList());
                        assertThat(accepted).isTrue();
                        assertThat(readers)
                                .containsAll(
                                        OF_THE_BRAIN.stream()
                                                .map(topic -> BRAIN + topic.deadLetterName())
                                                .toList());
                    });
            assertThat(reasons.values())
                    .allSatisfy(line -> assertThat(line).startsWith("Expected"));

            // and every service is still ready
            for (var service : world.services().values()) {
                var readiness = service.uri().resolve("/actuator/health/readiness");
                await(readiness.toString())
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(status(readiness)).isEqualTo(200));
            }

            // and when all have died and come back, they read no poison into their state either
            var names = world.services().keySet();
            names.forEach(world::kill);
            for (var name : names) {
                world.awaitRestarted(name, Duration.ofMinutes(5));
            }
            poison(producer, AGAIN);
            var readersAgain = new TreeSet<String>();
            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> {
                        for (var record : consumer.poll(Duration.ofMillis(200))) {
                            reader(record, POISON).ifPresent(readers::add);
                            reader(record, AGAIN).ifPresent(readersAgain::add);
                        }
                        assertThat(readersAgain)
                                .as("who put poison aside, and from where")
                                .containsAll(readers);
                    });
        }
    }

    /** On every partition of every topic. */
    private static void poison(KafkaProducer<byte[], byte[]> producer, String text)
            throws Exception {
        for (var topic : Topic.values()) {
            for (int partition = 0; partition < Topic.PARTITIONS; partition++) {
                var poison =
                        new ProducerRecord<>(
                                topic.topicName(),
                                partition,
                                "orders".getBytes(UTF_8),
                                text.getBytes(UTF_8));
                var _ = producer.send(poison).get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** Which service put that poison aside, and where. */
    private static java.util.Optional<String> reader(
            ConsumerRecord<byte[], byte[]> record, String text) {
        var service = record.headers().lastHeader(DeadLetters.SERVICE);
        return service == null || !new String(record.value(), UTF_8).equals(text)
                ? java.util.Optional.empty()
                : java.util.Optional.of(new String(service.value(), UTF_8) + " " + record.topic());
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private boolean isAccepted(ConsumerRecord<byte[], byte[]> record) {
        try {
            return codec.decode(record.headers(), record.value()).event() instanceof PlanAccepted;
        } catch (UnreadableEventException _) {
            return false;
        }
    }

    private static java.util.Optional<String> reason(ConsumerRecord<byte[], byte[]> record) {
        var header = record.headers().lastHeader(DeadLetters.REASON);
        return header == null
                ? java.util.Optional.empty()
                : java.util.Optional.of(new String(header.value(), UTF_8));
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "group.id", "poison-test",
                        "auto.offset.reset", "earliest",
                        "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
