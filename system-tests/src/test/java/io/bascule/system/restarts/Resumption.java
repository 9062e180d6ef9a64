package io.bascule.system.restarts;

import io.bascule.contracts.event.CommandEvent;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.StepEvent;
import io.bascule.system.restarts.Deaths.Death;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long it takes from the spawn of the process that replaces a dead one until it says its first
 * word of the run: the brain a command or a fact, an executor a report. The start of the JVM is
 * part of it. Printed, and no test depends on it. Who has nothing more to say in the run has no
 * time.
 */
final class Resumption {

    private static final Map<String, String> SPEAKERS =
            Map.of(
                    "coordinator", "/failover-coordinator/witness",
                    "executor-frankfurt", "/failover-coordinator/frankfurt",
                    "executor-paris", "/failover-coordinator/paris",
                    "monitor", "/replication-monitor/witness",
                    "notification", "/notification-service/witness");

    private final Platform platform;

    Resumption(Platform platform) {
        this.platform = platform;
    }

    /** Prints a line for each death and one for all. */
    void print(String title, List<Death> deaths, int from) {
        var times = new ArrayList<Double>();
        for (var death : deaths) {
            var spawned = platform.spawnedAfter(death.service(), death.at());
            var said = spawned.flatMap(at -> firstWord(death, at, from).map(w -> seconds(at, w)));
            said.ifPresent(times::add);
            System.err.printf(
                    "restarts: %-18s died at %-28s its successor spoke after %s%n",
                    death.service(),
                    death.point(),
                    said.map("%.2f s"::formatted).orElse("-, it had nothing to say in the run"));
        }
        var sorted = times.stream().sorted().toList();
        if (!sorted.isEmpty()) {
            System.err.printf(
                    "restarts: %s: %d deaths; from spawn to the first word %.2f s in the median, %.2f s at most%n",
                    title, deaths.size(), sorted.get(sorted.size() / 2), sorted.getLast());
        }
    }

    private Optional<Instant> firstWord(Death death, Instant spawned, int from) {
        return platform.ear.from(from).stream()
                .map(Ear.Word::envelope)
                .filter(e -> e.source().equals(SPEAKERS.get(death.service())))
                .filter(e ->
                        switch (e.event()) {
                            case CommandEvent _, StepEvent _, RecoveryEvent _ -> true;
                            default -> false;
                        })
                .map(io.bascule.contracts.EventEnvelope::time)
                .filter(time -> time.isAfter(spawned))
                .min(Instant::compareTo);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
