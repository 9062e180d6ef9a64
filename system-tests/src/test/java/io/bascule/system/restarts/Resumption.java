package io.bascule.system.restarts;

import io.bascule.contracts.event.CommandEvent;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.StepEvent;
import io.bascule.system.restarts.Deaths.Death;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long it took from a death until the run went on: until anybody said the next word of the run,
 * a command, a report or a fact. The JVM's start and the sandbox's notice of the death are part of
 * it. Printed, and no test depends on it.
 */
final class Resumption {

    private final Ear ear;

    Resumption(Ear ear) {
        this.ear = ear;
    }

    /** Prints a line for each death and one for all, and returns the times that could be told. */
    List<Double> print(String title, List<Death> deaths, int from) {
        var times = new ArrayList<Double>();
        for (var death : deaths) {
            var after = next(death, from);
            after.ifPresent(times::add);
            System.err.printf(
                    "restarts: %-18s died at %-28s the run went on after %s%n",
                    death.service(),
                    death.point(),
                    after.map("%.2f s"::formatted).orElse("-: it was over"));
        }
        var sorted = times.stream().sorted().toList();
        if (!sorted.isEmpty()) {
            System.err.printf(
                    "restarts: %s: %d deaths, the run went on after %.2f s in the median, %.2f s at most%n",
                    title, deaths.size(), sorted.get(sorted.size() / 2), sorted.getLast());
        }
        return times;
    }

    private Optional<Double> next(Death death, int from) {
        return ear.from(from).stream()
                .filter(word ->
                        switch (word.envelope().event()) {
                            case CommandEvent _, StepEvent _, RecoveryEvent _ -> true;
                            default -> false;
                        })
                .filter(word -> word.envelope().time().isAfter(death.at()))
                .map(word -> Duration.between(death.at(), word.envelope().time()).toNanos() / 1e9)
                .findFirst();
    }
}
