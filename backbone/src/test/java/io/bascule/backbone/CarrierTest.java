package io.bascule.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.test.annotation.DirtiesContext;

/** The whole carrier on a real broker: what is said arrives, and what is broken stands aside. */
@SpringBootTest(
        properties = {
            "spring.application.name=carrier-test",
            "spring.kafka.bootstrap-servers=${spring.embedded.kafka.brokers}",
            "bascule.retry-interval-millis=1"
        })
@EmbeddedKafka(
        partitions = 1,
        topics = {Topic.Name.REQUESTS, Topic.Name.REQUESTS + ".dlt"})
@DirtiesContext
class CarrierTest {

    @Autowired private EventPublisher publisher;

    @Autowired private EventCodec codec;

    @Autowired private KafkaTemplate<byte[], byte[]> kafka;

    @Autowired private ConsumerFactory<byte[], byte[]> consumers;

    @Autowired private Listening listening;

    @Autowired private HealthIndicator listeners;

    @Test
    void eventsArriveOnceAndBrokenRecordsStandAsideWithAReason() throws Exception {
        // given an event sent twice, a record that is no event, one that its listener cannot handle
        var said =
                publisher.publish(new BackupRequested("orders", null, "ann", "before the change"));
        var _ = kafka.send(codec.encode(said)).get(30, TimeUnit.SECONDS);
        var _ =
                kafka.send(
                                new ProducerRecord<>(
                                        Topic.Name.REQUESTS,
                                        "orders".getBytes(StandardCharsets.UTF_8),
                                        "poison".getBytes(StandardCharsets.UTF_8)))
                        .get(30, TimeUnit.SECONDS);
        var refused = publisher.publish(new FailbackRequested("unhandled", "ann", "drill"));
        var last = publisher.publish(new FailbackRequested("orders", "ann", "drill"));

        // then what is readable was heard once, in order, and the service went on
        assertThat(listening.next()).isEqualTo(said);
        assertThat(listening.next()).isEqualTo(last);
        assertThat(listening.attempts).as("one attempt and three retries").hasValue(4);

        // and the service says that it hears
        assertThat(listeners.health()).extracting(Health::getStatus).isEqualTo(Status.UP);

        // and what is not stands aside, byte for byte
        try (var consumer = consumers.createConsumer("dead-letter-reader", "")) {
            consumer.subscribe(List.of(Topic.REQUESTS.deadLetterName()));
            var letters =
                    new LinkedBlockingQueue<
                            org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]>>();
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
                        return letters.size() >= 2;
                    });
            var poison = letters.remove();
            assertThat(poison.value()).asString(StandardCharsets.UTF_8).isEqualTo("poison");
            assertThat(reason(poison)).startsWith("Expected a CloudEvent, but ");
            var unhandled = letters.remove();
            assertThat(codec.decode(unhandled.headers(), unhandled.value())).isEqualTo(refused);
            assertThat(reason(unhandled)).isEqualTo("IllegalStateException: no such application");
        }
    }

    private static String reason(org.apache.kafka.clients.consumer.ConsumerRecord<?, ?> letter) {
        return new String(
                letter.headers().lastHeader(DeadLetters.REASON).value(), StandardCharsets.UTF_8);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Listening.class)
    static class Application {}

    static class Listening {

        private final BlockingQueue<EventEnvelope<?>> heard = new LinkedBlockingQueue<>();
        private final AtomicInteger attempts = new AtomicInteger();

        @KafkaListener(topics = Topic.Name.REQUESTS, groupId = "carrier-test")
        void on(EventEnvelope<?> envelope) {
            Event event = envelope.event();
            if (event.subject().equals("unhandled")) {
                attempts.incrementAndGet();
                throw new IllegalStateException("no such application");
            }
            heard.add(envelope);
        }

        EventEnvelope<?> next() throws InterruptedException {
            var next = heard.poll(30, TimeUnit.SECONDS);
            assertThat(next).as("an event within 30 s").isNotNull();
            return next;
        }
    }
}
