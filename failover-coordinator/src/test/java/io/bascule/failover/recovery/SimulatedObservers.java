package io.bascule.failover.recovery;

import static io.bascule.failover.recovery.Samples.WITNESS;
import static io.bascule.failover.recovery.Samples.healthy;
import static io.bascule.failover.recovery.Samples.unhealthy;

import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent.Evidence;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Monitor and executors as observers: mostly right, sometimes wrong alone, sometimes silent. */
final class SimulatedObservers {

    private record Sample(Instant at, int size) {}

    private final World world;
    private final Random random;
    private final Function<String, Instant> clock;
    private final Map<String, Instant> unhealthySince = new HashMap<>();
    private final Map<String, Long> silentUntil = new HashMap<>();
    private final Deque<Sample> ring = new ArrayDeque<>();
    private String measured = "";
    private @Nullable Instant covered;
    private @Nullable String liar;

    SimulatedObservers(World world, Random random, Function<String, Instant> clock) {
        this.clock = clock;
        this.world = world;
        this.random = random;
    }

    void speak(Recovery state, boolean calm, BiConsumer<String, Event> say) {
        if (state.plan() == null) {
            return;
        }
        if (!calm && random.nextInt(500) == 0) {
            silentUntil.put(
                    observer(random.nextInt(3), state), world.millis + random.nextInt(9_000));
        }
        if (random.nextInt(300) == 0) {
            liar = calm || liar != null ? null : observer(random.nextInt(4), state);
        }
        String active = state.active();
        var db = world.at(active);
        boolean reachable = !world.cutSites.contains(active);
        boolean serves = db.serves();
        voice("monitor", WITNESS, Evidence.PROBE, active, serves && reachable, say);
        String standby = state.standby();
        boolean standbySees = serves && reachable && !world.cutSites.contains(standby);
        voice("executor/" + standby, standby, Evidence.STREAM, active, standbySees, say);
        voice("executor/" + active, active, Evidence.PROCESS, active, serves, say);
        if (!calm && random.nextInt(30) == 0) {
            // Stands at the site it speaks of and only probes: its word must never count.
            say.accept(
                    active,
                    unhealthy(
                            "neighbour/" + active,
                            active,
                            Evidence.PROBE,
                            active,
                            clock.apply(active)));
        }
        measure(active, standby, serves && reachable, say);
    }

    private static String observer(int number, Recovery state) {
        return switch (number) {
            case 0 -> "monitor";
            case 1 -> "executor/" + state.active();
            default -> "executor/" + state.standby();
        };
    }

    private void voice(
            String name,
            String place,
            Evidence evidence,
            String site,
            boolean truth,
            BiConsumer<String, Event> say) {
        if (world.millis < silentUntil.getOrDefault(name, 0L)) {
            return;
        }
        boolean fine = truth && !name.equals(liar);
        String key = name + " of " + site;
        boolean changed = fine == unhealthySince.containsKey(key);
        if (fine) {
            unhealthySince.remove(key);
        } else {
            unhealthySince.putIfAbsent(key, clock.apply(place));
        }
        if (!changed && world.millis % 1_000 != 0) {
            return;
        }
        say.accept(
                place,
                fine
                        ? healthy(name, place, evidence, site, clock.apply(place))
                        : unhealthy(
                                name,
                                place,
                                evidence,
                                site,
                                unhealthySince.getOrDefault(key, clock.apply(place))));
    }

    private void measure(
            String active, String standby, boolean reachable, BiConsumer<String, Event> say) {
        if (world.millis % 500 != 0 || world.millis < silentUntil.getOrDefault("monitor", 0L)) {
            return;
        }
        if (!measured.equals(active)) {
            ring.clear();
            covered = null;
            measured = active;
        }
        if (reachable) {
            ring.addLast(new Sample(clock.apply(WITNESS), world.at(active).log.size()));
        }
        var replica = world.at(standby);
        if (!replica.following) {
            covered = null;
        } else {
            while (!ring.isEmpty() && ring.getFirst().size() <= replica.log.size()) {
                covered = ring.removeFirst().at();
            }
        }
        say.accept(WITNESS, Samples.lag(active, standby, covered));
    }
}
