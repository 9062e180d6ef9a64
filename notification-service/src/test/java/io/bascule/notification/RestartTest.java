package io.bascule.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.EventPublisher;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.RecoveryEvent.SuspicionCleared;
import io.bascule.notification.Receiver.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A notification that waits for its channel outlives the process. */
class RestartTest {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    @TempDir private Path folder;

    @Test
    void whatWasNotTakenIsToldAfterARestartAndWhatWasIsNot() throws Exception {
        Files.writeString(folder.resolve("secret"), SECRET);
        var broker = new EmbeddedKafkaKraftBroker(1, 1, topics());
        try (var receiver = new Receiver()) {
            broker.brokerProperty("offsets.topic.num.partitions", "1");
            broker.afterPropertiesSet();
            receiver.answer(call -> new Reply(call.body().contains("waits") ? 503 : 200, ""));
            String waiting;
            try (var first = start(broker, receiver)) {
                var publisher = first.getBean(EventPublisher.class);
                // given one fact that is taken and one that is refused for now
                publisher.publish(new SuspicionCleared("orders", "frankfurt", "is taken"));
                waiting =
                        publisher
                                .publish(new SuspicionCleared("orders", "frankfurt", "waits"))
                                .id();
                await().atMost(SOON)
                        .until(() ->
                                calls(receiver, "is taken") == 1 && calls(receiver, waiting) == 1);
            }

            // when the service comes back and the channel answers
            receiver.answer(_ -> new Reply(200, ""));
            try (var second = start(broker, receiver)) {
                await().atMost(SOON).until(() -> calls(receiver, waiting) == 2);
                second.getBean(EventPublisher.class)
                        .publish(new SuspicionCleared("orders", "frankfurt", "is new"));
                await().atMost(SOON).until(() -> calls(receiver, "is new") == 1);
            }

            // then the refused one was told under its id, and the taken one was not told again
            assertThat(
                            receiver.calls().stream()
                                    .filter(c -> c.body().contains(waiting))
                                    .map(c -> c.header("webhook-id"))
                                    .distinct())
                    .hasSize(1);
            assertThat(calls(receiver, "is taken")).isEqualTo(1);
        } finally {
            broker.destroy();
        }
    }

    private ConfigurableApplicationContext start(
            EmbeddedKafkaKraftBroker broker, Receiver receiver) {
        return new SpringApplicationBuilder(NotificationServiceApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                        "--bascule.notification.webhooks[0].name=hook",
                        "--bascule.notification.webhooks[0].url=" + receiver.url(),
                        "--bascule.notification.webhooks[0].secret=file:"
                                + folder.resolve("secret"),
                        "--bascule.notification.retry.first=1m");
    }

    private static long calls(Receiver receiver, String words) {
        return receiver.calls().stream().filter(c -> c.body().contains(words)).count();
    }

    private static String[] topics() {
        return Stream.of(
                        Topic.RECOVERY,
                        Topic.REPORTS,
                        Topic.BACKUP,
                        Topic.COMMANDS,
                        Topic.STEPS,
                        Topic.NOTIFICATIONS)
                .flatMap(t -> Stream.of(t.topicName(), t.deadLetterName()))
                .toArray(String[]::new);
    }
}
