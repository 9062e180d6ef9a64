package io.bascule.failover.recovery;

import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.event.StepEvidence;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All executors of one place: their journal survives crashes, their work in hand does not. Each
 * refuses what is older than it has seen, and does what it is told again only under a new attempt.
 */
final class SimulatedExecutor {

    private final String place;
    private final World world;
    private final Random random;
    private final Set<String> done;
    private long epoch;
    private int index;
    private final Map<String, StepEvent> results = new HashMap<>();
    private @Nullable StepCommanded inHand;
    private long readyAt;
    private boolean willFail;

    SimulatedExecutor(String place, World world, Random random, Set<String> done) {
        this.place = place;
        this.world = world;
        this.random = random;
        this.done = done;
    }

    static String key(long epoch, int index, int attempt) {
        return epoch + "/" + index + "/" + attempt;
    }

    /** Takes a command; what was done before is reported again. */
    Optional<StepEvent> command(StepCommanded c, boolean calm) {
        boolean old = c.epoch() < epoch || (c.epoch() == epoch && c.index() < index);
        if (!c.site().equals(place) || (old && !results.containsKey(keyOf(c)))) {
            return Optional.empty();
        }
        var known = results.get(keyOf(c));
        if (known != null) {
            return Optional.of(known);
        }
        if (inHand != null && keyOf(inHand).equals(keyOf(c))) {
            return Optional.empty();
        }
        if (inHand != null && random.nextBoolean()) {
            tryEffect(inHand);
        }
        epoch = c.epoch();
        index = c.index();
        inHand = c;
        willFail = !calm && random.nextInt(100) < 12;
        boolean hangs = !calm && random.nextInt(100) < 4;
        readyAt = world.millis + 20 + random.nextInt(400) + (hangs ? 9_000 : 0);
        return Optional.empty();
    }

    void crash() {
        if (inHand != null && random.nextBoolean()) {
            tryEffect(inHand);
        }
        inHand = null;
    }

    /** The report of work that has become ready. */
    Optional<StepEvent> work(Instant clock) {
        var c = inHand;
        if (c == null || world.millis < readyAt) {
            return Optional.empty();
        }
        inHand = null;
        StepEvent report;
        if (willFail) {
            if (random.nextInt(3) == 0) {
                tryEffect(c);
            }
            report = Samples.failed(c, clock, "bad luck");
        } else {
            try {
                report = Samples.succeeded(c, clock, effect(c));
                done.add(keyOf(c));
            } catch (IllegalStateException e) {
                report = Samples.failed(c, clock, String.valueOf(e.getMessage()));
            }
        }
        results.put(keyOf(c), report);
        return Optional.of(report);
    }

    private static String keyOf(StepCommanded c) {
        return key(c.epoch(), c.index(), c.attempt());
    }

    private void tryEffect(StepCommanded c) {
        try {
            var _ = effect(c);
        } catch (IllegalStateException e) {
            // It did not come so far.
            return;
        }
    }

    private Map<String, String> effect(StepCommanded c) {
        return switch (c.step()) {
            case FENCE -> {
                world.captured.remove(c.site());
                var db = world.at(c.site());
                db.running = false;
                db.primary = false;
                db.following = false;
                yield Map.of(StepEvidence.FENCE_PROOF, "processes-gone");
            }
            case PROMOTE -> promote(c);
            case HOLD_TRAFFIC -> {
                world.router = null;
                yield Map.of();
            }
            case REDIRECT -> {
                need(world.at(c.to()).serves(), "the target does not serve");
                world.router = c.to();
                yield Map.of();
            }
            case VALIDATE -> {
                var router = world.router;
                need(router != null && world.at(router).serves(), "nobody answers");
                if (!c.to().equals(router)) {
                    throw new AssertionError("clients reach " + router + " and not " + c.to());
                }
                yield Map.of();
            }
            case CHECKPOINT -> {
                need(world.at(c.site()).serves(), "not running");
                yield Map.of();
            }
            case CATCH_UP -> {
                var db = world.at(c.site());
                need(db.following && db.running && !world.streamCut, "no stream");
                yield Map.of();
            }
            case STOP_PRIMARY -> stop(c);
            case FOLLOW -> {
                var db = world.at(c.site());
                var source = world.otherThan(c.site());
                need(source.primary, "nothing to follow");
                db.running = true;
                db.primary = false;
                db.following = true;
                world.follow(db, source);
                yield Map.of();
            }
            case CAPTURE_TAIL -> capture(c);
            case REWIND -> rewind(c);
            case REOPEN_PRIMARY -> {
                var db = world.at(c.site());
                db.keptOff = false;
                db.running = true;
                db.primary = true;
                db.following = false;
                yield Map.of();
            }
            case PREPARE_TARGET, CLOSE_LEDGER, COMMUNICATE -> Map.of();
        };
    }

    private Map<String, String> promote(StepCommanded c) {
        var db = world.at(c.site());
        var other = world.otherThan(c.site());
        var checkpoint = c.inputs().get(StepEvidence.SHUTDOWN_CHECKPOINT);
        boolean unplanned = c.index() == 1;
        // The same promotion done again, by a late command of an older attempt, forks nothing anew.
        if (unplanned && c.epoch() > world.forkedUnder) {
            world.forkedUnder = c.epoch();
            world.captured.remove(other.site);
            world.leftByFailover.add(other.site);
        }
        if (!db.serves()) {
            if (!unplanned) {
                if (checkpoint == null) {
                    throw new AssertionError("a planned promotion knows no shutdown checkpoint");
                }
                need(db.log.size() >= Integer.parseInt(checkpoint), "not caught up");
                if (!world.missing(other, db).isEmpty()) {
                    throw new AssertionError("a planned move loses commits");
                }
            }
            db.keptOff = false;
            db.running = true;
            db.primary = true;
            db.following = false;
        }
        if (other.serves()) {
            throw new AssertionError("rule 1: promoted beside a running primary");
        }
        return Map.of(
                StepEvidence.FORK_LSN, String.valueOf(db.log.size()),
                StepEvidence.PARENT_TIMELINE, "1",
                StepEvidence.TIMELINE, "2",
                StepEvidence.SYSTEM_IDENTIFIER, "7");
    }

    private Map<String, String> stop(StepCommanded c) {
        var db = world.at(c.site());
        var standby = world.otherThan(c.site());
        if (world.router != null && world.router.equals(c.site())) {
            throw new AssertionError("the primary is stopped while clients are let in");
        }
        if (standby.following && standby.running && !world.streamCut) {
            world.follow(standby, db);
        }
        db.running = false;
        db.primary = false;
        return Map.of(StepEvidence.SHUTDOWN_CHECKPOINT, String.valueOf(db.log.size()));
    }

    private Map<String, String> capture(StepCommanded c) {
        boolean named = world.leftByFailover.contains(c.site());
        if (named
                && !c.inputs()
                        .keySet()
                        .containsAll(
                                List.of(
                                        StepEvidence.FORK_LSN,
                                        StepEvidence.PARENT_TIMELINE,
                                        StepEvidence.TIMELINE,
                                        StepEvidence.SYSTEM_IDENTIFIER))) {
            throw new AssertionError("rule 9: the tail cannot be captured, the fork is not named");
        }
        world.captured.add(c.site());
        return Map.of(StepEvidence.TAIL_QUALITY, "exact");
    }

    private Map<String, String> rewind(StepCommanded c) {
        var db = world.at(c.site());
        var source = world.otherThan(c.site());
        if (!db.following && !world.captured.contains(c.site())) {
            throw new AssertionError("rule 9: rewound before its tail was captured");
        }
        need(source.primary, "nothing to follow");
        db.log.clear();
        db.log.addAll(source.log);
        db.running = true;
        db.primary = false;
        db.following = true;
        db.keptOff = false;
        world.leftByFailover.remove(c.site());
        return Map.of(StepEvidence.REWIND_METHOD, "rewound");
    }

    private static void need(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
