package io.bascule.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.RecoveryEvent.SuspicionCleared;
import io.bascule.notification.Receiver;
import io.bascule.notification.Receiver.Reply;
import io.bascule.notification.message.Messages;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One channel and its outbox against a real HTTP server. */
class OutboxTest {

    private static final Backoff QUICK =
            new Backoff(Duration.ofMillis(5), Duration.ofMillis(10), 4, Duration.ofSeconds(20));

    private final HttpClient http =
            HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(2))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
    private Receiver receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = new Receiver();
    }

    @AfterEach
    void stop() {
        receiver.close();
        http.close();
    }

    @Test
    void anAnswerOf500IsRepeatedUnderTheSameId() throws Exception {
        receiver.answer(_ -> new Reply(receiver.calls().size() < 3 ? 500 : 200, "ok"));

        var outcome = tell(notification("1"));

        assertThat(outcome).isEqualTo(new Outcome.Delivered("hook", 3, "200 ok"));
        assertThat(receiver.calls())
                .hasSize(3)
                .extracting(call -> call.header("webhook-id"))
                .containsOnly(notification("1").id());
    }

    @Test
    void repeatingEnds() throws Exception {
        receiver.answer(_ -> new Reply(503, "later\n please"));

        var outcome = tell(notification("1"));

        assertThat(outcome)
                .isEqualTo(
                        new Outcome.Failed(
                                "hook",
                                4,
                                "Expected an answer from 200 to 299, but found 503 later please"));
        assertThat(receiver.calls()).hasSize(4);
    }

    @Test
    void goneIsNotAskedAgain() throws Exception {
        receiver.answer(_ -> new Reply(410, ""));

        assertThat(tell(notification("1"))).isInstanceOf(Outcome.Failed.class);
        assertThat(receiver.calls()).hasSize(1);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        receiver.answer(_ -> new Reply(307, ""));

        assertThat(tell(notification("1"))).isInstanceOf(Outcome.Failed.class);
        assertThat(receiver.calls()).extracting(Receiver.Call::path).containsOnly("/hook");
    }

    @Test
    void anEndlessAnswerIsCutOff() throws Exception {
        receiver.answer(_ -> new Reply(200, "x".repeat(Webhook.MOST_ANSWER_BYTES + 1)));

        assertThat(tell(notification("1"))).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void aServerThatIsSilentIsGivenUp() throws Exception {
        var never = new CountDownLatch(1);
        receiver.answer(_ -> waitFor(never));
        try {
            var outcome = tell(notification("1"));

            assertThat(outcome).isEqualTo(new Outcome.Failed("hook", 4, "no answer within 400 ms"));
        } finally {
            never.countDown();
        }
    }

    @Test
    void nobodyThereIsSaidInAWord() throws Exception {
        var url = receiver.url();
        receiver.close();

        try (var outbox = outbox(url, 10)) {
            var outcome = outbox.put(notification("1")).get(20, TimeUnit.SECONDS);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            f -> assertThat(f.reason()).startsWith("ConnectException"));
        }
    }

    @Test
    void whatTheChannelRefusesHoldsNothingUp() throws Exception {
        receiver.answer(call -> new Reply(call.body().contains("poison") ? 500 : 200, ""));
        try (var outbox =
                outbox(
                        receiver.url(),
                        10,
                        new Backoff(
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(1),
                                4,
                                Duration.ofHours(1)))) {
            var poison = outbox.put(notification("poison"));
            var next = outbox.put(notification("next"));

            assertThat(next.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Delivered.class);
            assertThat(poison).isNotDone();
            assertThat(outbox.size()).isEqualTo(1);
        }
    }

    @Test
    void aFullOutboxFailsAtOnceAndNobodyWaits() throws Exception {
        var release = new CountDownLatch(1);
        receiver.answer(_ -> waitFor(release));
        try (var outbox = outbox(receiver.url(), 1)) {
            var first = outbox.put(notification("1"));
            var second = outbox.put(notification("2"));

            assertThat(first).isNotDone();
            assertThat(second.get(0, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class, f -> assertThat(f.reason()).contains("too slow"));
        } finally {
            release.countDown();
        }
    }

    private Outcome tell(Notification notification) throws Exception {
        try (var outbox = outbox(receiver.url(), 10)) {
            return outbox.put(notification).get(20, TimeUnit.SECONDS);
        }
    }

    private Outbox outbox(URI url, int capacity) {
        return outbox(url, capacity, QUICK);
    }

    private Outbox outbox(URI url, int capacity, Backoff backoff) {
        var signature = Signature.with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var webhook =
                new Webhook(
                        "hook", url, signature, http, Duration.ofMillis(400), Clock.systemUTC());
        return new Outbox(webhook, capacity, backoff);
    }

    private static Reply waitFor(CountDownLatch latch) {
        try {
            var _ = latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Reply(200, "");
    }

    private static Notification notification(String reason) {
        var fact = new SuspicionCleared("orders", "frankfurt", reason);
        var envelope = new EventEnvelope<>(reason, "/brain", Instant.EPOCH, null, null, null, fact);
        return Notification.of(envelope, Messages.of(fact).orElseThrow());
    }
}
