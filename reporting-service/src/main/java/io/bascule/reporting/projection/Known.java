package io.bascule.reporting.projection;

import io.bascule.reporting.measure.Placement;
import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.measure.Situation;
import io.bascule.reporting.measure.Standing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/** What was measured last, by application, and a bell that rings when it changes. */
@Component
public class Known {

    private final Map<String, Standing.Basis> byApplication = new ConcurrentSkipListMap<>();
    private final Map<String, Placement> placements = new ConcurrentSkipListMap<>();
    private final NewestLag lag;
    private final NewestHealth health;
    private final Changes changes;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    Known(NewestLag lag, NewestHealth health, Changes changes, Clock clock) {
        this.lag = lag;
        this.health = health;
        this.changes = changes;
        this.clock = clock;
    }

    void put(Standing.Basis basis, Placement placement) {
        placements.put(basis.application(), placement);
        byApplication.put(basis.application(), basis);
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        changes.say(Changes.Kind.MEASURED, basis.application());
    }

    /** Every application with a plan or a run, by name. */
    public List<String> applications() {
        return List.copyOf(byApplication.keySet());
    }

    /** Every measured run, application by application, the newest last. */
    public List<RunMeasurement> runs() {
        return byApplication.values().stream().flatMap(basis -> basis.runs().stream()).toList();
    }

    /** The measured run of that id. */
    public Optional<RunMeasurement> run(String runId) {
        return runs().stream().filter(run -> run.runId().equals(runId)).findFirst();
    }

    /** The answer to "if it happened now". */
    public Optional<Standing> standing(String application) {
        return Optional.ofNullable(byApplication.get(application))
                .map(basis -> {
                    var heard = lag.of(application);
                    return Standing.of(
                            basis,
                            heard.map(NewestLag.Heard::envelope).orElse(null),
                            heard.map(NewestLag.Heard::at).orElse(null),
                            clock.instant());
                });
    }

    /** Everything that is known of an application now. */
    public Optional<Situation> situation(String application) {
        var basis = byApplication.get(application);
        var placement = placements.get(application);
        if (basis == null || placement == null) {
            return Optional.empty();
        }
        var heard = lag.of(application);
        return Optional.of(
                Situation.of(
                        basis,
                        placement,
                        health.of(application),
                        heard.map(NewestLag.Heard::envelope).orElse(null),
                        heard.map(NewestLag.Heard::at).orElse(null),
                        clock.instant()));
    }

    /** The run, as soon as it is complete, or as it is after that time. */
    public Optional<RunMeasurement> awaitComplete(String runId, Duration atMost)
            throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (left > 0 && run(runId).filter(RunMeasurement::complete).isEmpty()) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        return run(runId);
    }
}
