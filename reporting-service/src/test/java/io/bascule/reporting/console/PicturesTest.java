package io.bascule.reporting.console;

import static org.awaitility.Awaitility.await;

import io.bascule.chromium.Browser;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.reporting.Disaster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Takes the pictures of the documentation; with {@code -Dbascule.pictures=true} only. */
@EnabledIfSystemProperty(named = "bascule.pictures", matches = "true")
class PicturesTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path PICTURES = Path.of("..", "docs", "pictures");

    @Test
    void aDesktopByDayAndAPhoneByNight(@TempDir Path folder) throws Exception {
        try (var running = new Running(folder.resolve("data"));
                var browser =
                        new Browser(
                                Browser.executable().orElseThrow(), folder.resolve("profile"))) {
            var orders = new Happening("orders");
            running.say(Disaster.survivedAndBack(60).facts());
            running.say(orders.allIsWell());
            running.keepSaying(() -> orders.lag(0.08));
            browser.size(1280, 1060);
            browser.dark(false);
            browser.open(running.url("/"));
            until(browser, "#headline", "Everything is all right");
            until(browser, "#live", "Live");
            until(browser, "main", "orders-2");
            browser.picture(PICTURES.resolve("console-overview.png"));

            running.say(
                    orders.unhealthy(
                            "frankfurt",
                            "executor/frankfurt",
                            Evidence.PROCESS,
                            "the server's process ended with 137"),
                    orders.doorClosed(),
                    orders.suspicion(),
                    orders.started(3),
                    orders.done(3, 0, Map.of("fenceProof", "processes-gone")),
                    orders.done(3, 1, Happening.promotion()));
            await().atMost(PATIENCE)
                    .until(() -> {
                        browser.open(running.url("/runs/orders-3"));
                        return browser.text("#step-3").contains("running for");
                    });
            browser.size(390, 844);
            browser.dark(true);
            until(browser, "#live", "Live");
            browser.picture(PICTURES.resolve("console-run-phone.png"));
        }
    }

    private static void until(Browser browser, String selector, String words) {
        await().atMost(PATIENCE).until(() -> browser.text(selector).contains(words));
    }
}
