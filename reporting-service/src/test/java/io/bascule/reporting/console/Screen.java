package io.bascule.reporting.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.bascule.chromium.Browser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person does at a screen: opens pages, and waits until something is to be seen. Each class
 * of stories has a service, a broker and a browser of its own.
 */
@NullUnmarked // service and browser exist while a test runs
abstract class Screen {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    static Running running;
    static Browser browser;

    @TempDir static Path folder;

    @BeforeAll
    static void start() throws Exception {
        var chromium = Browser.executable();
        assumeThat(chromium).as("Chromium is needed; type: apt-get install chromium").isPresent();
        running = new Running(folder.resolve("data"));
        browser = new Browser(chromium.orElseThrow(), folder.resolve("profile"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (running != null) {
            running.close();
        }
    }

    @BeforeEach
    void aDesktopByDay() {
        browser.size(1280, 900);
        browser.dark(false);
        browser.errors().clear();
        browser.requests().clear();
    }

    @AfterEach
    void nothingWentWrongAndNothingWasLoadedFromElsewhere() {
        assertThat(browser.errors()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allSatisfy(url -> assertThat(url).startsWith(running.url("/")));
    }

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
