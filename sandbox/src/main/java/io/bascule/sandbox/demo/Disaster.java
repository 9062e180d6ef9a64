package io.bascule.sandbox.demo;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReportEvent.LossFigure;
import io.bascule.contracts.event.ReportEvent.RecoveryMeasured;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import io.bascule.sandbox.client.Ledger.Missing;
import io.bascule.sandbox.client.Ledger.Snapshot;
import io.bascule.sandbox.client.Orders;
import io.bascule.sandbox.client.OrdersClient;
import io.bascule.sandbox.demo.Narrator.Tone;
import io.bascule.sandbox.demo.Outcome.Failback;
import io.bascule.sandbox.demo.Outcome.Lost;
import io.bascule.sandbox.demo.Outcome.ReportedLoss;
import io.bascule.sandbox.demo.Outcome.Round;
import io.bascule.sandbox.trouble.Aftermath;
import io.bascule.sandbox.trouble.Trouble;
import io.bascule.sandbox.trouble.Troubles;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.World;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One disaster and the way back: backup and its proof, the stream cut, the primary killed,
 * failover, failback, and what was measured of it. Plays in a world whose application runs at
 * frankfurt, and leaves it there.
 */
public final class Disaster {

    private static final Duration IN_STEP = Duration.ofSeconds(30);
    private static final Duration FAILOVER = Duration.ofSeconds(60);
    private static final Duration FAILBACK = Duration.ofMinutes(2);
    private static final Duration MEASURED = Duration.ofSeconds(30);
    private static final Duration KILLED = Duration.ofSeconds(5);

    /** Acknowledgements that are on their way while the kill begins belong to the time before. */
    private static final long BEFORE_NANOS = Duration.ofMillis(500).toNanos();

    private final World world;
    private final Stage stage;
    private final Narrator narrator;
    private final OrdersClient client;
    private final String application;

    public Disaster(World world, Stage stage, Narrator narrator, OrdersClient client) {
        this.world = world;
        this.stage = stage;
        this.narrator = narrator;
        this.client = client;
        this.application = world.application().name();
    }

    /** What came of a round, and what is missing from the database since the first one. */
    public record Played(Round round, Missing missing) {}

    /**
     * Plays it.
     *
     * @param cut how long the stream is cut before the kill, if what is done meanwhile is not
     *     slower
     * @param chosen what else befalls the pair
     * @param earlier what was missing before
     */
    public Played play(int number, Duration cut, Set<Trouble> chosen, Missing earlier)
            throws InterruptedException {
        var troubles = new Troubles(chosen, world, client, narrator);
        var backup = new BackupProof(world, stage, narrator).await();
        var failover = failover(cut, troubles);
        troubles.lookAround();
        var books = client.ledger().snapshot();
        var afterFailover = missingFrom(books, troubles).without(earlier);
        Run failback = null;
        if (troubles.has(Trouble.OLD_SITE_LOST)) {
            troubles.loseSite(world.application().primary());
        } else {
            failback = failback();
        }
        var measured = measured(failover.runId(), m -> isFinal(m, troubles));
        var comparison =
                failback == null
                        ? null
                        : new LossComparison(stage.feed(), narrator)
                                .of(failback.runId(), books, afterFailover);
        var wayBack = failback == null ? null : wayBack(failback, troubles, earlier, afterFailover);
        var report = new Reports(world, narrator).read(failover.runId(), "json");
        var findings =
                troubles.findings(
                        new Aftermath(
                                comparison,
                                report,
                                failback != null,
                                failback != null && !troubles.has(Trouble.ASYNC_COMMIT)));
        troubles.end();
        return new Played(
                new Round(
                        number,
                        chosen.stream().sorted().map(Trouble::label).toList(),
                        failover.cutSeconds(),
                        failover.askedBecause(),
                        failover.runId(),
                        failback == null ? null : failback.runId(),
                        failover.writesRefusedSeconds(),
                        measured.map(RecoveryMeasured::rtoSeconds).orElse(null),
                        measured.map(RecoveryMeasured::phaseSeconds).orElse(Map.of()),
                        measured.map(RecoveryMeasured::rpoSeconds).orElse(null),
                        comparison == null ? null : Lost.of(comparison),
                        ReportedLoss.read(
                                report,
                                Reckoning.transactions(afterFailover.acknowledged(), books),
                                Reckoning.transactions(afterFailover.inDoubt(), books),
                                client.ledger().spanOf(afterFailover.acknowledged())),
                        wayBack,
                        backup,
                        findings),
                missingFrom(client.ledger().snapshot(), troubles));
    }

    private Failback wayBack(
            Run failback, Troubles troubles, Missing earlier, Missing afterFailover)
            throws InterruptedException {
        var afterFailback = missingFrom(client.ledger().snapshot(), troubles).without(earlier);
        var measured = measured(failback.runId(), m -> m.rtoSeconds() != null);
        return new Failback(
                failback.writesRefusedSeconds(),
                measured.map(RecoveryMeasured::rtoSeconds).orElse(null),
                measured.map(RecoveryMeasured::lostTransactions).orElse(null),
                afterFailback.without(afterFailover).acknowledged().size());
    }

    /** Whether no later record can say more; a site that is lost is never read. */
    private static boolean isFinal(RecoveryMeasured measured, Troubles troubles) {
        if (measured.lossFigure() != LossFigure.BOUNDS) {
            return true;
        }
        return troubles.has(Trouble.OLD_SITE_LOST)
                || (troubles.has(Trouble.ASYNC_COMMIT)
                        && !measured.reason().contains("could not be read yet"));
    }

    private record Run(
            String runId,
            double cutSeconds,
            @Nullable String askedBecause,
            @Nullable Double writesRefusedSeconds) {}

    private Run failover(Duration cut, Troubles troubles) throws InterruptedException {
        narrator.prints(Tone.HEADING, "The disaster");
        troubles.prepare();
        var from = world.application().primary();
        var lag =
                stage.await(
                        "a lag measurement of quality EXACT at " + from,
                        IN_STEP,
                        () ->
                                stage.feed()
                                        .lag(application)
                                        .filter(l -> l.event().quality() == LagQuality.EXACT)
                                        .filter(l -> l.event().sourceSite().equals(from)));
        var sample = lag.event().sample();
        if (sample != null) {
            narrator.says(
                    Tone.FACT,
                    "monitor",
                    "lag of %s: %.2f s, %d bytes"
                            .formatted(
                                    lag.event().replicaSite(),
                                    sample.lagSeconds(),
                                    sample.lagBytes()));
        }
        if (!client.ledger().awaitAcknowledged(50, IN_STEP)) {
            throw new SandboxException(
                    Cause.AWAITED,
                    "Expected the client's orders to be acknowledged before the disaster");
        }
        long heard = stage.feed().heard();
        var proxy = world.replicationFrom(from);
        try {
            troubles.begin();
            long begun = System.nanoTime();
            if (troubles.has(Trouble.PAUSE_REPLAY)) {
                var standby = world.application().otherThan(from);
                pauseReplayAt(standby);
                narrator.says(
                        "%s does not replay for %.1f s, but receives"
                                .formatted(standby, cut.toMillis() / 1e3));
            } else {
                proxy.cut();
                narrator.says(
                        "the stream from %s is cut for %.1f s"
                                .formatted(from, cut.toMillis() / 1e3));
            }
            java.util.concurrent.locks.LockSupport.parkNanos(cut.toNanos() / 2);
            troubles.befall();
            java.util.concurrent.locks.LockSupport.parkNanos(
                    cut.toNanos() - (System.nanoTime() - begun));
            long killed = System.nanoTime();
            int processes = world.clusterAt(from).processes().kill(KILLED);
            narrator.says(
                    Tone.BAD,
                    "sandbox",
                    "kill -9 of all %d PostgreSQL processes at %s".formatted(processes, from));
            double lasted = (killed - begun) / 1e9;
            troubles.die();
            var askedBecause = acceptedIfAsked(heard);
            var started =
                    stage.awaitInRun(
                            "a failover to be decided",
                            FAILOVER,
                            application,
                            heard,
                            RunStarted.class,
                            e -> e.event().kind() == RunKind.FAILOVER);
            var runId = started.event().runId();
            awaitCompleted(runId, heard, FAILOVER);
            return new Run(runId, lasted, askedBecause, refused(killed));
        } finally {
            proxy.heal();
        }
    }

    /**
     * Plays the person who is asked before a standby beyond the objective is promoted.
     *
     * @return why the person was asked; null if the failover was decided without one
     */
    private @Nullable String acceptedIfAsked(long heard) throws InterruptedException {
        var next =
                stage.awaitInRun(
                        "a failover to be decided, or a person to be asked",
                        FAILOVER,
                        application,
                        heard,
                        RecoveryEvent.class,
                        e ->
                                e.event() instanceof RunStarted
                                        || e.event() instanceof ApprovalAwaited);
        if (!(next.event() instanceof ApprovalAwaited asked)) {
            return null;
        }
        var person = world.plan().contacts().isEmpty() ? "a person" : leader();
        narrator.says(Tone.BAD, "sandbox", "nothing is promoted until a person accepts the loss");
        var _ =
                stage.say(
                        new ApprovalGiven(
                                application,
                                asked.runId(),
                                Verdict.GO,
                                person,
                                "the business cannot wait for the old site",
                                true));
        return asked.reason();
    }

    private String leader() {
        var contact = world.plan().contacts().getFirst();
        return contact.name() + ", " + contact.role();
    }

    private void pauseReplayAt(String site) {
        var role = world.platform();
        try (var connection =
                        DriverManager.getConnection(
                                world.urlAt(site), role.user(), role.password());
                var session = connection.createStatement()) {
            session.execute("select pg_wal_replay_pause()");
        } catch (SQLException e) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected the replay at " + site + " to pause, but: " + e.getMessage(),
                    e);
        }
    }

    private Run failback() throws InterruptedException {
        narrator.prints(Tone.HEADING, "The way back");
        long heard = stage.feed().heard();
        long asked = System.nanoTime();
        var request = stage.say(new FailbackRequested(application, "sandbox", "the site is back"));
        var started =
                stage.awaitInRun(
                        "a failback to be decided on " + request.id(),
                        IN_STEP,
                        application,
                        heard,
                        RunStarted.class,
                        e -> e.event().kind() == RunKind.FAILBACK);
        var runId = started.event().runId();
        awaitCompleted(runId, heard, FAILBACK);
        // Traffic is held well after the request; the failover's own gap is not counted again.
        return new Run(runId, 0, null, refused(asked + BEFORE_NANOS));
    }

    private void awaitCompleted(String runId, long heard, Duration deadline)
            throws InterruptedException {
        var _ =
                stage.awaitInRun(
                        "the end of " + runId,
                        deadline,
                        application,
                        heard,
                        RunCompleted.class,
                        e -> e.event().runId().equals(runId));
    }

    private @Nullable Double refused(long sinceNanos) throws InterruptedException {
        if (!client.ledger().awaitAcknowledged(50, IN_STEP)) {
            throw new SandboxException(
                    Cause.AWAITED, "Expected the client's orders to be acknowledged after the run");
        }
        var silence = client.ledger().longestSilence(sinceNanos - BEFORE_NANOS);
        narrator.says(
                Tone.GOOD,
                "client",
                "writes were refused for " + Claims.seconds(silence.orElse(null)));
        return silence.orElse(null);
    }

    private Missing missingFrom(Snapshot books, Troubles troubles) {
        var role = world.client();
        try {
            Set<Long> present =
                    Orders.in(
                            world.frontDoorUrl(), role.user(), role.password(), troubles.tables());
            return books.missingFrom(present);
        } catch (SQLException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to read the orders, but: " + e.getMessage(), e);
        }
    }

    /** The newest record of that run which is so; empty if none comes in time: then no figure. */
    private Optional<RecoveryMeasured> measured(
            String runId, java.util.function.Predicate<RecoveryMeasured> isSo)
            throws InterruptedException {
        narrator.waitsFor("RecoveryMeasured of " + runId);
        try {
            var found = stage.feed().await(() -> newest(runId).filter(isSo), MEASURED);
            return found.isPresent() ? found : newest(runId);
        } finally {
            narrator.goesOn();
        }
    }

    private Optional<RecoveryMeasured> newest(String runId) {
        return stage.feed().all(RecoveryMeasured.class).stream()
                .map(EventEnvelope::event)
                .filter(m -> m.runId().equals(runId))
                .reduce((_, later) -> later);
    }
}
