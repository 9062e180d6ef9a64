package io.bascule.sandbox.demo;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReportEvent.LossFigure;
import io.bascule.contracts.event.ReportEvent.RecoveryMeasured;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import io.bascule.sandbox.client.Ledger.Missing;
import io.bascule.sandbox.client.Orders;
import io.bascule.sandbox.client.OrdersClient;
import io.bascule.sandbox.demo.Narrator.Tone;
import io.bascule.sandbox.demo.Outcome.Backup;
import io.bascule.sandbox.demo.Outcome.Failback;
import io.bascule.sandbox.demo.Outcome.Round;
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

    private static final Duration BACKUP = Duration.ofSeconds(90);
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
     * @param cut how long the trouble lasts before the kill
     * @param earlier what was missing before
     */
    public Played play(int number, Duration cut, Trouble trouble, Missing earlier)
            throws InterruptedException {
        var backup = backup();
        var failover = failover(cut, trouble);
        var afterFailover = missing().without(earlier);
        var failback = failback();
        var afterFailback = missing().without(earlier);
        var lostOnTheWayBack = afterFailback.without(afterFailover);
        var measured = measured(failover.runId(), m -> m.lossFigure() == LossFigure.EXACT);
        var measuredBack = measured(failback.runId(), m -> m.rtoSeconds() != null);
        var lost = new LossComparison(stage.feed(), narrator).of(failback.runId(), afterFailover);
        return new Played(
                new Round(
                        number,
                        failover.askedBecause(),
                        failover.runId(),
                        failback.runId(),
                        failover.writesRefusedSeconds(),
                        measured.map(RecoveryMeasured::rtoSeconds).orElse(null),
                        measured.map(RecoveryMeasured::phaseSeconds).orElse(Map.of()),
                        measured.map(RecoveryMeasured::rpoSeconds).orElse(null),
                        lost,
                        new Failback(
                                failback.writesRefusedSeconds(),
                                measuredBack.map(RecoveryMeasured::rtoSeconds).orElse(null),
                                measuredBack.map(RecoveryMeasured::lostTransactions).orElse(null),
                                lostOnTheWayBack.acknowledged().size()),
                        backup),
                missing());
    }

    private record Run(
            String runId, @Nullable String askedBecause, @Nullable Double writesRefusedSeconds) {}

    private Backup backup() throws InterruptedException {
        narrator.prints(Tone.HEADING, "A backup, and its proof");
        long heard = stage.feed().heard();
        var request =
                stage.say(new BackupRequested(application, null, "sandbox", "before the disaster"));
        var completed =
                stage.await(
                        "BackupCompleted",
                        BACKUP,
                        () -> {
                            failed(BackupFailed.class, heard, BackupFailed::reason);
                            return stage.feed()
                                    .firstFrom(
                                            BackupCompleted.class,
                                            heard,
                                            e -> e.subject().equals(application));
                        });
        var id = completed.event().backupId();
        var wanted = wantedLevel(completed.event().job());
        var verified =
                stage.await(
                        "BackupVerified "
                                + wanted
                                + " of "
                                + id
                                + " (asked for by "
                                + request.id()
                                + ")",
                        BACKUP,
                        () -> {
                            failed(
                                    BackupVerificationFailed.class,
                                    heard,
                                    BackupVerificationFailed::reason);
                            return stage.feed()
                                    .first(
                                            BackupVerified.class,
                                            e ->
                                                    e.event().backupId().equals(id)
                                                            && e.event().level().compareTo(wanted)
                                                                    >= 0);
                        });
        var restored =
                stage.feed().all(BackupVerified.class).stream()
                        .map(EventEnvelope::event)
                        .filter(e -> e.backupId().equals(id) && e.restoreSeconds() != null)
                        .map(BackupVerified::restoreSeconds)
                        .findFirst();
        var level = verified.event().level();
        return new Backup(
                completed.event().storedBytes(),
                level.compareTo(ProofLevel.RESTORED) >= 0,
                restored.orElse(null),
                level.name());
    }

    private ProofLevel wantedLevel(String job) {
        var planned =
                world.plan().backups().stream()
                        .filter(b -> b.name().equals(job))
                        .map(b -> ProofLevel.valueOf(b.verify().toUpperCase(java.util.Locale.ROOT)))
                        .findFirst();
        return planned.orElse(ProofLevel.RESTORED);
    }

    private <E extends io.bascule.contracts.event.BackupEvent> void failed(
            Class<E> type, long place, java.util.function.Function<E, String> reason) {
        stage.feed()
                .firstFrom(type, place, e -> e.subject().equals(application))
                .ifPresent(e -> {
                    throw new SandboxException(
                            Cause.AWAITED,
                            "Expected a proven backup, but " + reason.apply(e.event()));
                });
    }

    private Run failover(Duration cut, Trouble trouble) throws InterruptedException {
        narrator.prints(Tone.HEADING, "The disaster");
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
            switch (trouble) {
                case CUT_STREAM, CUT_STREAM_AND_CHECKPOINT -> {
                    proxy.cut();
                    narrator.says(
                            "the stream from %s is cut for %.1f s"
                                    .formatted(from, cut.toMillis() / 1e3));
                }
                case PAUSED_REPLAY -> {
                    var standby = world.application().otherThan(from);
                    runAt(standby, "select pg_wal_replay_pause()");
                    narrator.says(
                            "%s does not replay for %.1f s, but receives"
                                    .formatted(standby, cut.toMillis() / 1e3));
                }
            }
            java.util.concurrent.locks.LockSupport.parkNanos(cut.toNanos());
            if (trouble == Trouble.CUT_STREAM_AND_CHECKPOINT) {
                runAt(from, "checkpoint");
                narrator.says("a checkpoint at " + from);
            }
            long killed = System.nanoTime();
            int processes = world.clusterAt(from).processes().kill(KILLED);
            narrator.says(
                    Tone.BAD,
                    "sandbox",
                    "kill -9 of all %d PostgreSQL processes at %s".formatted(processes, from));
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
            return new Run(runId, askedBecause, refused(killed));
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

    private void runAt(String site, String statement) {
        var role = world.platform();
        try (var connection =
                        DriverManager.getConnection(
                                world.urlAt(site), role.user(), role.password());
                var session = connection.createStatement()) {
            session.execute(statement);
        } catch (SQLException e) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected '"
                            + statement
                            + "' to succeed at "
                            + site
                            + ", but: "
                            + e.getMessage(),
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
        return new Run(runId, null, refused(asked + BEFORE_NANOS));
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

    private Missing missing() {
        var snapshot = client.ledger().snapshot();
        var role = world.client();
        try {
            Set<Long> present = Orders.in(world.frontDoorUrl(), role.user(), role.password());
            return snapshot.missingFrom(present);
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
