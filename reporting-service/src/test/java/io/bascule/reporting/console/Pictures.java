package io.bascule.reporting.console;

import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.reporting.Disaster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

final class Pictures {
    private Pictures() {}

    static void take(Running r, Path dir) throws Exception {
        try (var b =
                new Browser(
                        Browser.executable().orElseThrow(), Files.createTempDirectory("pics"))) {
            shot(r, b, dir, "empty", "/");
            var orders = new Happening("orders");
            var past = Disaster.survivedAndBack(60);
            r.say(past.facts());
            Thread.sleep(4000);
            r.say(orders.allIsWell());
            Thread.sleep(3000);
            r.say(orders.stillWell());
            shot(r, b, dir, "well", "/");
            shot(r, b, dir, "backups", "/backups");
            r.say(orders.stillWell());
            shot(r, b, dir, "runs", "/runs");
            shot(r, b, dir, "over", "/runs/orders-1");
            shot(r, b, dir, "events", "/events");
            var payments = new Happening("payments");
            r.say(payments.allIsWell());
            r.say(payments.awaited(1, Duration.ofMinutes(12)));
            var stock = new Happening("stock");
            r.say(stock.plan(), stock.accepted());
            r.say(
                    orders.unhealthy(
                            "frankfurt",
                            "executor/frankfurt",
                            Evidence.PROCESS,
                            "the server's process ended with 137"),
                    orders.doorClosed(),
                    orders.unhealthy("frankfurt", "monitor", Evidence.PROBE, "connection refused"),
                    orders.suspicion(),
                    orders.started(3));
            Thread.sleep(400);
            r.say(
                    orders.done(
                            3,
                            0,
                            Map.of(
                                    "fenceProof",
                                    "processes-gone",
                                    "fencedAt",
                                    Instant.now().toString())));
            Thread.sleep(300);
            r.say(orders.done(3, 1, Happening.promotion()));
            Thread.sleep(2500);
            r.say(orders.lag(0.5), payments.lag(7.5));
            shot(r, b, dir, "mid", "/");
            shot(r, b, dir, "midrun", "/runs/orders-3");
            r.say(
                    orders.halted(
                            3,
                            2,
                            "Expected backend orders to list server paris as UP, but the router answers 'no such server'; check servers: in the plan"));
            Thread.sleep(1500);
            shot(r, b, dir, "halted", "/runs/orders-3");
            shot(r, b, dir, "await", "/runs/payments-1");
            shot(r, b, dir, "haltedover", "/");
            b.size(1280, 900);
            b.dark(false);
            b.open(r.url("/"));
            Thread.sleep(1500);
            r.stopService();
            Thread.sleep(2500);
            b.picture(dir.resolve("stale.png"));
            b.size(390, 844);
            b.picture(dir.resolve("stale-phone.png"));
            System.out.println("ERRORS " + b.errors);
        }
    }

    private static void shot(Running r, Browser b, Path dir, String name, String path)
            throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            b.dark(dark);
            b.size(dark ? 390 : 1280, dark ? 844 : 900);
            b.open(r.url(path));
            Thread.sleep(700);
            int h = b.evaluate("document.documentElement.scrollHeight").asInt();
            b.size(dark ? 390 : 1280, Math.min(Math.max(h, 844), 3000));
            Thread.sleep(250);
            b.picture(dir.resolve(name + (dark ? "-phone-dark" : "") + ".png"));
        }
    }
}
