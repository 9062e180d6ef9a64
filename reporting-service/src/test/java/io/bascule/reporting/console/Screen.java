package io.bascule.reporting.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;

/** What a person does at a screen: opens pages, and waits until something is to be seen. */
@NullUnmarked // service and browser exist while a test runs
abstract class Screen {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    static Running running;
    static Browser browser;

    /** Opens a page, waits until it is live, and marks it, so that a reload would be noticed. */
    static void open(String path) {
        browser.open(running.url(path));
        untilLive();
        browser.evaluate("window.marked = true");
    }

    static void untilLive() {
        await().atMost(PATIENCE).until(() -> browser.text("#live").equals("Live"));
    }

    static void until(String selector, String... words) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.text(selector)).contains(words));
    }

    static void notReloaded() {
        assertThat(browser.evaluate("window.marked").asBoolean(false))
                .as("the page is the one that was opened")
                .isTrue();
    }

    static boolean isOpen(String selector) {
        return browser.evaluate("document.querySelector('" + selector + "').open").asBoolean();
    }

    static String focused() {
        return browser.evaluate("document.activeElement.innerText").asString().strip();
    }

    static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(running.url(path))).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
