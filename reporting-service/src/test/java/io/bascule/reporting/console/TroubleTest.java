package io.bascule.reporting.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.reporting.Disaster;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What is seen at the console, and said to whoever asks, when a part is gone: the service, a place
 * for the page, the broker. The broker's end comes last.
 */
@NullUnmarked // service and browser exist while a test runs
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TroubleTest extends Screen {

    private static final int PLACES = 3;

    @Test
    @Order(1)
    void itSaysWhenItIsNotLiveAndHealsAndShowsTheSameFromTheTopics() throws Exception {
        running.say(Disaster.survived().facts());
        await().atMost(PATIENCE).until(() -> get("/runs/orders-1").statusCode() == 200);
        open("/runs/orders-1");
        until("#headline", "Over: paris is active");
        String steps = browser.text("#steps");
        String timeline = browser.text("#timeline");

        // when the service is gone
        running.stopService();
        until("#stale", "Not live since", "UTC", "may have changed");
        until("#live", "Not live since");
        assertThat(
                        browser.evaluate("getComputedStyle(document.querySelector('main')).filter")
                                .asString())
                .isEqualTo("grayscale(1)");
        assertThat(browser.text("#steps")).as("what was known is still shown").isEqualTo(steps);

        // and comes back with an empty database
        running.startService(
                "--bascule.reporting.data-dir=" + folder.resolve("anew"),
                "--bascule.reporting.streams=" + PLACES);

        // then the page heals by itself, and shows the same
        untilLive();
        assertThat(isStale()).isFalse();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.text("#steps")).isEqualTo(steps));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.text("#timeline")).isEqualTo(timeline));
        notReloaded();
        theStreamWasRefused();
    }

    @Test
    @Order(2)
    void aPageWithoutAPlaceSaysSoAndBecomesLiveWhenOneIsFree() throws Exception {
        // given as many open pages as may be
        browser.open("about:blank");
        try (var http = HttpClient.newHttpClient()) {
            var open = new ArrayList<InputStream>();
            await().atMost(PATIENCE).until(() -> openAnother(http, open) && open.size() == PLACES);
            var refused = stream(http);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
            refused.body().close();

            // when one more is opened
            long began = System.nanoTime();
            browser.open(running.url("/runs/orders-1"));

            // then it says that it is not live, and asks again, seldom
            until("#live", "Not live since");
            assertThat(isStale()).isTrue();
            assertThat(browser.text("#steps")).as("it is a picture").contains("FENCE");
            await().atMost(PATIENCE).until(() -> attempts() >= 3);
            assertThat(attempts() - 1L)
                    .as("at most one attempt a second")
                    .isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - began).toSeconds());

            // and it is live when another page is closed
            open.removeFirst().close();
            untilLive();
            assertThat(isStale()).isFalse();
            for (var body : open) {
                body.close();
            }
            // Its end would wait for answers that never end by themselves.
            http.shutdownNow();
        }
        theStreamWasRefused();
        browser.requests().remove("about:blank");
        // A place is free again when the next heartbeat finds nobody there.
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(get("/actuator/prometheus").body())
                                .containsPattern("(?m)^dr_console_streams(\\{.*})? 1\\.0$"));
    }

    @Test
    @Order(3)
    void aBrokerThatIsGoneIsSaidOnALivePage() {
        open("/");
        running.loseBroker();

        until("#reading", "The broker cannot be reached since", "nothing new is known");
        until("#headline", "The broker cannot be reached", "What happened since is unknown");
        notReloaded();
    }

    @Test
    @Order(4)
    void whoeverAsksWhileTheBrokerIsGoneIsToldSoAtOnceAndThatNothingWasPublished()
            throws Exception {
        open("/");
        for (var asked :
                List.of(
                        List.of(
                                "/api/requests",
                                """
                                {"type": "FailoverRequested", "application": "orders", "to": "paris"}\
                                """),
                        List.of(
                                "/api/approvals",
                                """
                                {"run": "orders-1", "verdict": "GO", "by": "ada"}\
                                """))) {
            var answer = post(asked.get(0), asked.get(1));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("content-type"))
                    .hasValue("application/problem+json");
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(answer.body())
                    .contains(
                            "the broker cannot be reached since",
                            "nothing was published, try again when it can");
        }
    }

    /** Within less than the 30 s after which a producer gives up. */
    private static HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(running.url(path)))
                            .timeout(Duration.ofSeconds(25))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** False if there was no place, such as because the last page has not been missed yet. */
    private static boolean openAnother(HttpClient http, List<InputStream> open) throws Exception {
        var stream = stream(http);
        if (stream.statusCode() == 200) {
            open.add(stream.body());
            return true;
        }
        stream.body().close();
        return false;
    }

    private static HttpResponse<InputStream> stream(HttpClient http) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(running.url("/api/stream?page=/runs"))).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private static long attempts() {
        return browser.requests().stream().filter(url -> url.contains("/api/stream")).count();
    }

    private static boolean isStale() {
        return !browser.evaluate("document.getElementById('stale').hidden").asBoolean();
    }

    /** The refused connections are what the story is about. */
    private static void theStreamWasRefused() {
        browser.errors().removeIf(error -> error.contains("/api/stream"));
    }
}
