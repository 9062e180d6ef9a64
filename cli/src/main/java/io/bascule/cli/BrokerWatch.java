package io.bascule.cli;

import io.bascule.cli.kafka.TopicLog;
import io.bascule.cli.text.Screen;
import java.time.Duration;

/** Says when the broker is away and when it is back, so that silence is not mistaken for calm. */
final class BrokerWatch {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final TopicLog log;
    private final Screen screen;
    private long looked = System.nanoTime();
    private boolean away;

    BrokerWatch(TopicLog log, Screen screen) {
        this.log = log;
        this.screen = screen;
    }

    /** Looks once a second at most. */
    void look() {
        long now = System.nanoTime();
        if (now - looked < EVERY.toNanos()) {
            return;
        }
        looked = now;
        if (log.isConnected() == away) {
            away = !away;
            screen.aside(
                    away
                            ? "no broker answers any more; nothing is heard until one does, and nothing is missed"
                            : "a broker answers again");
        }
    }
}
