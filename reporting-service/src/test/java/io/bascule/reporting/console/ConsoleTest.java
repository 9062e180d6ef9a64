package io.bascule.reporting.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.event.HealthEvent.Evidence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The console as a person sees it: a real service on a real broker, a real browser. The service is
 * started once, so the story of the empty console comes first.
 */
@NullUnmarked // service and browser exist while a test runs
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleTest extends Screen {

    private static final int TAB = 9;
    private static final int ENTER = 13;

    @Test
    @Order(1)
    void anEmptyConsoleSaysWhatToDo() {
        open("/");

        until("#headline", "No application is protected yet");
        until("main", "bascule apply plan.yaml");
        open("/runs");
        until("main", "No run yet");
        open("/backups");
        until("main", "No backup is known");
        open("/events");
        until("main", "No fact yet");
    }

    @Test
    @Order(2)
    void anApplicationAppearsWithHealthLagAndExposure() throws Exception {
        open("/");
        var orders = new Happening("orders");

        running.say(orders.allIsWell());
        running.keepSaying(() -> orders.lag(0.08));

        until("#crossing-orders", "frankfurt", "active", "2 of 2 observers", "0.080 s behind");
        until("#figures-orders", "0.080 s", "within objective", "of 5 s allowed", "2 h 14 min ago");
        until("#figures-orders", "No unplanned failover was ever measured");
        until("#card-orders", "No unplanned run was ever measured");
        notReloaded();

        // and when an observer finds the active site unhealthy, it is said, first of all
        running.say(orders.unhealthy("frankfurt", "monitor", Evidence.PROBE, "refused"));
        until("#headline", "orders: frankfurt");
        until("#crossing-orders", "disputed", "1 of 2 observers");
        assertThat(browser.text("#announce")).contains("orders: frankfurt");
        notReloaded();
    }

    @Test
    @Order(3)
    void whatIsNotKnownIsNeverShownAsGoodOrAsZero() throws Exception {
        var stock = new Happening("stock");
        open("/");

        running.say(stock.plan(), stock.accepted());
        until("#crossing-stock", "health unknown", "no observer was ever heard", "lag unknown");
        until("#figures-stock", "unknown", "Replication lag was never measured");

        running.say(stock.lag(0.0, Instant.now().minusSeconds(60)));
        until("#crossing-stock", "lag unknown", "not measured any more", "1 min ago");
        assertThat(
                        browser.evaluate(
                                        "document.querySelectorAll('#crossing-stock .is-good,"
                                                + " #figures-stock .is-good').length")
                                .asInt())
                .isZero();
        assertThat(browser.text("#figures-stock")).doesNotContain("0.00 s");
        assertThat(browser.text("#row-stock")).contains("unknown");
    }

    @Test
    @Order(4)
    void aFailoverIsWatchedFromThePage() throws Exception {
        var orders = new Happening("orders");
        open("/");

        // when the site dies and a run begins
        Instant closed = Instant.now();
        running.say(orders.doorClosed(), orders.suspicion(), orders.started(1));
        until("#card-orders", "orders-1", "step 1 of 5, FENCE at frankfurt", "writes refused");
        until("#crossing-orders", "being left", "taking over");
        notReloaded();
        browser.evaluate("document.querySelector('#card-orders .callout a').click()");
        await().atMost(PATIENCE).until(() -> browser.text("h1").contains("frankfurt → paris"));
        untilLive();
        browser.evaluate("window.marked = true");
        until("#step-1", "FENCE", "running for");
        until("#step-2", "PROMOTE", "waiting");

        // then each step is seen when it is true, with how it is known
        running.say(orders.done(1, 0, Map.of("fenceProof", "processes-gone")));
        until("#step-1", "done in", "No process of the old cluster is left");
        until("#step-2", "running for");
        running.say(orders.done(1, 1, Happening.promotion()));
        until("#step-2", "done in", "Timeline 2 left timeline 1 at 0/326DB70");
        until("#headline", "step 3 of 5, REDIRECT at witness");
        until("#announce", "step 3 of 5");
        running.say(orders.done(1, 2, Map.of("routerState", "paris UP")));
        running.say(orders.doorOpen(1, closed), orders.done(1, 3, Map.of()));
        running.say(orders.done(1, 4, Map.of("communication", "log: told")), orders.ended(1));

        // and at the end stand the figures and the report
        until("#headline", "Over: paris is active");
        until("#measured", "Down (RTO)", "Lost transactions", "Not final", "web page");
        until("#timeline", "FENCE is true at frankfurt", "The front door takes writes again");
        assertThat(browser.text("#measured .value")).endsWith(" s");
        notReloaded();
        assertThat(get("/api/runs/orders-1/report?format=md").statusCode()).isEqualTo(200);
        open("/runs");
        until("#run-orders-1", "completed", "not final");
    }

    @Test
    @Order(5)
    void aHaltedRunSaysWhyAndAProposedOneWhoHasToAnswer() throws Exception {
        var halting = new Happening("halting");
        running.say(halting.plan(), halting.started(1), halting.done(1, 0, Map.of()));
        await().atMost(PATIENCE).until(() -> get("/runs/halting-1").statusCode() == 200);
        open("/runs/halting-1");
        running.say(halting.halted(1, 1, "Expected room on the disk, but found none; make room"));

        until("#halt", "PROMOTE at paris", "make room", "bascule resume halting-1 --skip-step 1/1");
        until("#step-2", "failed", "attempt 1");
        running.say(halting.resumed(1, 1));
        until("#step-2", "running for", "(attempt 2)");
        assertThat(browser.text("#halt")).as("it does not stand still any more").isEmpty();
        notReloaded();

        var asking = new Happening("asking");
        running.say(asking.plan(), asking.awaited(1, Duration.ofMinutes(12)));
        await().atMost(PATIENCE).until(() -> get("/runs/asking-1").statusCode() == 200);
        open("/runs/asking-1");
        until("#question", "in 11 min", "at most 12.4 s of commits", "rule 2");
        until("#question", "bascule approve asking-1 --accept-loss", "bascule reject asking-1");
        open("/");
        until("#headline", "waits for a person");
    }

    @Test
    @Order(6)
    void backupsStandWithTheirProofsAndEventsAsTheyCome() throws Exception {
        var orders = new Happening("orders");
        open("/backups");
        running.say(orders.backup(Duration.ofMinutes(3)));
        until("#job-orders-orders-db", "needs a look", "not restored yet", "not proven");
        running.say(orders.verified(Duration.ofMinutes(3)));
        until("#job-orders-orders-db", "120,000 rows in 7 tables", "3 min ago", "3.10 s");
        notReloaded();

        open("/events?application=orders");
        String newest = browser.text("#events tr:first-child");
        running.say(new Happening("stock").backup(Duration.ofMinutes(1)));
        running.say(orders.unhealthy("paris", "monitor", Evidence.PROBE, "refused again"));
        until("#events tr:first-child", "monitor finds paris unhealthy: refused again");
        assertThat(browser.text("#events")).contains(newest.lines().toList().getLast());
        assertThat(browser.text("#events")).doesNotContain("stock-1");
        notReloaded();
    }

    @Test
    @Order(7)
    void itIsUsedByKeyboardAlone() {
        open("/");
        browser.press("Tab", TAB, 0);
        assertThat(focused()).isEqualTo("Skip to content");
        assertThat(
                        browser.evaluate("document.activeElement.getBoundingClientRect().top")
                                .asDouble())
                .as("it is seen when it has the focus")
                .isNotNegative();
        for (String name : List.of("Bascule", "Overview", "Runs")) {
            browser.press("Tab", TAB, 0);
            assertThat(focused()).isEqualTo(name);
            assertThat(
                            browser.evaluate(
                                            "parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
                                    .asDouble())
                    .as("the focus is seen")
                    .isGreaterThanOrEqualTo(2);
        }
        browser.press("Enter", ENTER, 0);
        await().atMost(PATIENCE).until(() -> browser.text("h1").equals("Runs"));

        // a closed list opens by Enter, and stays open while the page changes under it
        open("/");
        browser.evaluate("document.querySelector('#voices-orders summary').focus()");
        browser.press("Enter", ENTER, 0);
        assertThat(isOpen("#voices-orders")).isTrue();
        browser.evaluate("document.querySelector('#voices-orders summary').dataset.held = 'yes'");
        var before = browser.text("#observers-orders");
        sayAgain();
        await().atMost(PATIENCE).until(() -> !browser.text("#observers-orders").equals(before));
        assertThat(isOpen("#voices-orders")).isTrue();
        assertThat(focused()).isEqualTo("What each observer says");
    }

    private static void sayAgain() {
        try {
            running.say(new Happening("orders").healthy("paris", "executor/new", Evidence.PROCESS));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(8)
    void everyPageIsForEverybody() throws Exception {
        String check;
        try (var in = ConsoleTest.class.getResourceAsStream("/console/accessibility.js")) {
            check = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String path :
                List.of(
                        "/",
                        "/runs",
                        "/runs/orders-1",
                        "/runs/asking-1",
                        "/runs/halting-1",
                        "/backups",
                        "/events")) {
            for (boolean dark : new boolean[] {false, true}) {
                browser.dark(dark);
                browser.size(dark ? 360 : 1280, 800);
                open(path);
                assertThat(browser.evaluate(check).toString())
                        .as("%s, dark: %s", path, dark)
                        .isEqualTo("[]");
                assertThat(
                                browser.evaluate(
                                                "document.documentElement.scrollWidth - innerWidth")
                                        .asInt())
                        .as("%s does not scroll sideways", path)
                        .isLessThanOrEqualTo(0);
                double light =
                        browser.evaluate(
                                        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g)"
                                                + ".map(Number)[0]")
                                .asDouble();
                assertThat(light < 128).as("%s, dark: %s", path, dark).isEqualTo(dark);
            }
        }
    }

    @Test
    @Order(9)
    void withoutJavaScriptItIsWholeAndNothingRunsInline() throws Exception {
        open("/");
        var answer = get("/runs/orders-1");
        var page = Jsoup.parse(answer.body());

        assertThat(page.select("#steps > li")).hasSize(5);
        assertThat(page.select("#headline").text()).contains("Over: paris is active", "UTC");
        assertThat(page.select("noscript").text()).contains("a picture of one moment");
        assertThat(page.select("style, [style], script:not([src]), [onclick]")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'self';");
        assertThat(get("/runs/orders-99").statusCode()).isEqualTo(404);
    }
}
