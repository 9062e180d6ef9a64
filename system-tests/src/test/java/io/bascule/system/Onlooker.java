package io.bascule.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.chromium.Browser;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who looks at the console of a sandbox meanwhile, in a real browser. Where there is no
 * Chromium nobody looks, and that is said.
 */
final class Onlooker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ACTIVE = "#crossing-orders section.site.active h3";

    private final @Nullable Browser browser;
    private final String console;

    private Onlooker(@Nullable Browser browser, String console) {
        this.browser = browser;
        this.console = console;
    }

    /** Opens the console and waits until the page is live and shows where the application runs. */
    static Onlooker at(String console, Path profile, String active) throws Exception {
        var chromium = Browser.executable();
        if (chromium.isEmpty()) {
            System.err.println(
                    "nobody looks at the console: Chromium is not here; type: apt-get install chromium");
            return new Onlooker(null, console);
        }
        var onlooker = new Onlooker(new Browser(chromium.get(), profile), console);
        onlooker.open("/");
        onlooker.sees(ACTIVE, active);
        return onlooker;
    }

    /** That page, which is never loaded again, has to show a run and where it led. */
    void seesTheFailover(String run, String to) {
        if (browser == null) {
            return;
        }
        sees("#run-" + run, run);
        sees(ACTIVE, to);
        assertThat(browser.evaluate("window.marked").asBoolean(false))
                .as("the page is the one that was opened")
                .isTrue();
        open("/runs/" + run);
        sees("#headline", "Over: " + to + " is active");
        sees("#steps", "FENCE", "PROMOTE", "REDIRECT");
        sees("#measured", "Down (RTO)");
        assertThat(browser.errors()).isEmpty();
    }

    private void open(String path) {
        if (browser != null) {
            browser.open(console + path);
            sees("#live", "Live");
            browser.evaluate("window.marked = true");
        }
    }

    private void sees(String selector, String... words) {
        if (browser != null) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(browser.text(selector)).contains(words));
        }
    }

    @Override
    public void close() {
        if (browser != null) {
            browser.close();
        }
    }
}
