package io.bascule.failover.recovery;

import static io.bascule.failover.recovery.Samples.FRANKFURT;
import static io.bascule.failover.recovery.Samples.NOON;
import static io.bascule.failover.recovery.Samples.PARIS;
import static io.bascule.failover.recovery.Samples.WITNESS;
import static io.bascule.failover.recovery.Samples.applied;
import static io.bascule.failover.recovery.Samples.said;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One seed, one history: a bus that loses, doubles and delays; a coordinator that dies and replays;
 * executors that fail, hang and crash; databases that die; observers that err and fall silent;
 * people. After {@link #TROUBLE} everything heals, and the application must come to rest.
 */
final class Simulation {

    static final long TROUBLE = 60_000;
    static final long HEALED_WITHIN = 90_000;
    private static final long TICK = 100;

    private record Message(long at, long order, Event event, EventEnvelope<?> envelope) {}

    private final Random random;
    private final World world = new World();
    private final Set<String> done = new HashSet<>();
    private final ApplicationPlan plan;
    private final Map<String, SimulatedExecutor> executors;
    private final Map<String, Duration> skews;
    private final SimulatedObservers observers;
    private final People people;
    final SimulatedCoordinator coordinator;
    private final PriorityQueue<Message> bus =
            new PriorityQueue<>(
                    Comparator.comparingLong(Message::at).thenComparingLong(Message::order));
    private long sequence;
    private long ids;
    private long sentAt;
    private @Nullable StepCommanded lastSent;

    Simulation(long seed) {
        random = new Random(seed);
        plan = plan();
        // In an order of its own: that of Map.of differs from one JVM to the next, the seed must
        // not.
        executors = new LinkedHashMap<>();
        for (var place : List.of(FRANKFURT, PARIS, WITNESS)) {
            executors.put(place, new SimulatedExecutor(place, world, random, done));
        }
        skews = Map.of(FRANKFURT, skew(), PARIS, skew(), WITNESS, skew());
        observers = new SimulatedObservers(world, random, this::clock);
        people = new People(world, random);
        coordinator =
                new SimulatedCoordinator(
                        new Invariants(plan, world, done), plan.suspicion().staleAfter());
    }

    /** The newest facts, one a line, for whoever has to find out why. */
    String lastFacts() {
        var facts = coordinator.facts;
        return String.join(
                "\n",
                facts.stream()
                        .skip(Math.max(0, facts.size() - 25))
                        .map(f -> f.at() + " " + f.event())
                        .toList());
    }

    private ApplicationPlan plan() {
        var mode =
                random.nextInt(10) < 7
                        ? DecisionMode.AUTOMATIC
                        : random.nextBoolean() ? DecisionMode.APPROVAL : DecisionMode.TWO_PERSON;
        return Samples.quick(mode, random.nextInt(4) == 0);
    }

    private Duration skew() {
        return Duration.ofMillis(random.nextInt(2_000) - 1_000);
    }

    /** Plays the whole history; an invariant that breaks is an error. */
    void play() {
        publish(WITNESS, applied(plan), true);
        long end = TROUBLE + HEALED_WITHIN;
        for (long t = TICK; t <= end; t += TICK) {
            boolean calm = t > TROUBLE;
            world.pass(t);
            if (!calm) {
                trouble();
            } else if (t == TROUBLE + TICK) {
                heal();
            }
            if (calm && t % 1_000 == 0) {
                people.helpful(coordinator.state).forEach(e -> publish(WITNESS, e, true));
            }
            observers.speak(coordinator.state, calm, (place, e) -> publish(place, e, calm));
            executors.forEach((place, executor) ->
                    executor.work(clock(place)).ifPresent(r -> publish(place, r, calm)));
            deliver(t, calm);
            if (t >= coordinator.upAt) {
                decide(t, calm);
            }
            if (t > TROUBLE + 10_000 && atRest()) {
                return;
            }
        }
        throw new AssertionError(
                "liveness: not at rest "
                        + HEALED_WITHIN
                        + " ms after all was healed, but "
                        + coordinator.state.situation());
    }

    private void decide(long t, boolean calm) {
        coordinator.tick(NOON.plusMillis(t));
        sendIfChanged(t, calm);
        if (t - sentAt >= 1_000) {
            sentAt = t;
            RecoveryDecider.outstanding(coordinator.state)
                    .ifPresent(c -> publish(WITNESS, c, calm));
        }
    }

    private boolean atRest() {
        var state = coordinator.state;
        return state.situation() instanceof Situation.Steady
                && world.at(state.active()).serves()
                && state.active().equals(world.router)
                && bus.stream().noneMatch(m -> m.event() instanceof RequestEvent);
    }

    private void trouble() {
        if (random.nextInt(1_000) < 3) {
            coordinator.restart(skew(), world.millis + 300 + random.nextInt(5_000));
        }
        if (random.nextInt(1_000) < 4) {
            executor(pick(FRANKFURT, PARIS, WITNESS)).crash();
        }
        if (random.nextInt(1_000) < 4) {
            world.at(random.nextInt(4) > 0 ? coordinatorsActive() : pick(FRANKFURT, PARIS))
                            .running =
                    false;
        }
        if (random.nextInt(1_000) < 10) {
            var db = world.at(pick(FRANKFURT, PARIS));
            // A crashed server comes back by itself; a fenced one only as what it was made.
            db.running |= !db.keptOff && (db.primary || db.following);
        }
        if (random.nextInt(1_000) < 6) {
            world.streamCut = !world.streamCut;
        }
        if (random.nextInt(1_000) < 8) {
            world.cutSites.clear();
            if (random.nextInt(4) == 0) {
                world.cutSites.add(pick(FRANKFURT, PARIS));
            }
        }
        if (random.nextInt(1_000) < 15) {
            publish(WITNESS, people.anything(coordinator.state), false);
        }
        if (coordinator.state.openRun().isPresent() && random.nextInt(1_000) < 30) {
            publish(WITNESS, people.anything(coordinator.state), false);
        }
        if (random.nextInt(10_000) < 4) {
            publish(WITNESS, applied(random.nextBoolean() ? plan : Samples.contradictory()), false);
        }
    }

    private String coordinatorsActive() {
        var active = coordinator.state.active();
        return active.isEmpty() ? FRANKFURT : active;
    }

    private void heal() {
        world.streamCut = false;
        world.cutSites.clear();
        boolean open = coordinator.state.openRun().isPresent();
        // Whoever resumes a run has seen to its servers; a lost one outside of a run stays lost.
        world.databases
                .values()
                .forEach(db -> db.running |= db.following || (open && db.primary && !db.keptOff));
        if (world.millis < coordinator.upAt) {
            coordinator.upAt = world.millis;
        }
    }

    private void publish(String place, Event event, boolean calm) {
        if (!calm
                && (world.cutSites.contains(place) || (lossy(event) && random.nextInt(100) < 8))) {
            return;
        }
        var envelope = said("e" + ids++, clock(place), event);
        int copies = !calm && random.nextInt(100) < 12 ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
            long delay = 1L + random.nextInt(40);
            if (!calm && random.nextInt(100) < 6) {
                delay += random.nextInt(4_000);
            }
            if (copy > 0) {
                delay += random.nextInt(20_000);
            }
            bus.add(new Message(world.millis + delay, sequence++, event, envelope));
        }
    }

    /** What people ask is not lost by the bus; everything else is said again by somebody. */
    private static boolean lossy(Event event) {
        return !(event instanceof RequestEvent);
    }

    private void deliver(long t, boolean calm) {
        var kept = new java.util.ArrayList<Message>();
        while (!bus.isEmpty() && bus.peek().at() <= t) {
            var message = bus.remove();
            if (message.event() instanceof StepCommanded command) {
                execute(command, calm);
            } else if (t < coordinator.upAt) {
                kept.add(message);
            } else if (!calm && random.nextInt(2_000) == 0) {
                // Died between deciding and committing: nothing was decided, it is heard again.
                coordinator.restart(skew(), t + 300 + random.nextInt(4_000));
                kept.add(message);
            } else {
                coordinator.hear(NOON.plusMillis(t), message.envelope());
                sendIfChanged(t, calm);
            }
        }
        bus.addAll(kept);
    }

    private void sendIfChanged(long t, boolean calm) {
        RecoveryDecider.outstanding(coordinator.state)
                .filter(c -> !c.equals(lastSent))
                .ifPresent(c -> {
                    lastSent = c;
                    sentAt = t;
                    publish(WITNESS, c, calm);
                });
    }

    private void execute(StepCommanded command, boolean calm) {
        String place = command.site();
        if (world.cutSites.contains(place)) {
            return;
        }
        executor(place).command(command, calm).ifPresent(r -> publish(place, r, calm));
    }

    private SimulatedExecutor executor(String place) {
        return Objects.requireNonNull(executors.get(place), place);
    }

    private Instant clock(String place) {
        return NOON.plusMillis(world.millis).plus(skews.getOrDefault(place, Duration.ZERO));
    }

    private String pick(String... places) {
        return List.of(places).get(random.nextInt(places.length));
    }
}
