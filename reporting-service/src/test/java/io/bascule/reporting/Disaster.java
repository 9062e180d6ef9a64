package io.bascule.reporting;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.LedgerEvent.Commit;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.RecoveryEvent.Observation;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReplicationEvent.LagSample;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import io.bascule.contracts.event.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A disaster as the facts tell it: frankfurt dies at {@link #T0}, orders moves to paris (orders-1)
 * and, later, back (orders-2). Times are in milliseconds from {@link #T0}.
 *
 * <p>On timeline 1 the fork is at 0/3000. The ledger kept commits that end at 0/2E00 and exactly at
 * 0/3000, and lost the ones behind it.
 */
public final class Disaster {

    public static final String APPLICATION = "orders";
    public static final Instant T0 = Instant.parse("2026-11-22T03:00:00Z");
    public static final String SYSTEM = "7430000000000000001";
    public static final Lsn FORK = Lsn.parse("0/3000");
    public static final String PLAN_HASH = "ab".repeat(32);

    private static final String BRAIN = "/failover-coordinator/witness";
    private static final String MONITOR = "/replication-monitor/witness";
    private static final String BACKUP = "/backup-service/witness";

    private final List<EventEnvelope<?>> facts = new ArrayList<>();

    private Disaster() {}

    /** Plan, backup, lag, and everything until the failover is over; the old site is unread. */
    public static Disaster survived() {
        return new Disaster().normalLife().failover();
    }

    /** And the failback, with {@code lost} transactions in the old server's log. */
    public static Disaster survivedAndBack(int lost) {
        return survived().ledgerLost(Math.max(0, lost - 2)).failback(lost);
    }

    public List<EventEnvelope<?>> facts() {
        return List.copyOf(facts);
    }

    public Disaster without(Class<? extends Event> type) {
        facts.removeIf(e -> type.isInstance(e.event()));
        return this;
    }

    public Disaster without(String runId, StepKind step) {
        facts.removeIf(e ->
                e.event() instanceof StepCompleted s
                        && s.runId().equals(runId)
                        && s.step() == step);
        return this;
    }

    public Disaster with(String id, String source, long millis, Event event) {
        facts.add(new EventEnvelope<>(id, source, T0.plusMillis(millis), null, null, null, event));
        return this;
    }

    public String id(Class<? extends Event> type) {
        return facts.stream()
                .filter(e -> type.isInstance(e.event()))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private Disaster normalLife() {
        with(
                "plan-1",
                "/cli/witness",
                -900_000,
                Facts.plan(Duration.ofSeconds(60), Duration.ofSeconds(5)));
        with(
                "backup-1",
                BACKUP,
                -600_000,
                new BackupCompleted(
                        APPLICATION,
                        "orders-db-20261122T025000Z",
                        "orders-db",
                        "pg_dump",
                        "s3://backups-dr/databases/orders-db/manifest.json",
                        48_000_000,
                        9_000_000,
                        9_100_000,
                        4.2,
                        "cd".repeat(32),
                        "AES-256-GCM",
                        "key-1",
                        null,
                        T0.minusSeconds(604)));
        with(
                "backup-2",
                BACKUP,
                -590_000,
                new BackupVerified(
                        APPLICATION,
                        "orders-db-20261122T025000Z",
                        "orders-db",
                        ProofLevel.CONTENT_EQUAL,
                        3.1,
                        6.5,
                        9_100_000,
                        7,
                        120_000,
                        T0.minusSeconds(604)));
        commits(
                "ledger-0",
                -2_500,
                Facts.commit(500, "0/2E00", -2_600),
                Facts.commit(501, "0/3000", -2_000));
        lag("lag-1", -1_500, 0.5);
        return this;
    }

    private Disaster failover() {
        commits(
                "ledger-1",
                -1_000,
                Facts.commit(502, "0/3040", -1_900),
                Facts.commit(503, "0/3080", -1_000));
        with(
                "door-1",
                MONITOR,
                60,
                new FrontDoorInterrupted(APPLICATION, T0, T0.plusMillis(50), "connection refused"));
        with(
                "suspicion-1",
                BRAIN,
                420,
                new SuspicionRaised(
                        APPLICATION,
                        "frankfurt",
                        T0.plusMillis(20),
                        List.of(
                                new Observation(
                                        "executor/frankfurt",
                                        "frankfurt",
                                        Evidence.PROCESS,
                                        T0.plusMillis(20),
                                        "the server's process ended with 137",
                                        "health-1"),
                                new Observation(
                                        "monitor",
                                        "witness",
                                        Evidence.PROBE,
                                        T0.plusMillis(300),
                                        "connection refused",
                                        "health-2"))));
        with(
                "run-1",
                BRAIN,
                450,
                Facts.started(1, RunKind.FAILOVER, "frankfurt", "paris", "automatic"));
        step(1, 0, StepKind.FENCE, "frankfurt", 700, Map.of("fenceProof", "processes-gone"));
        step(1, 1, StepKind.PROMOTE, "paris", 1_000, Facts.promotion(1, 2, "0/3000"));
        step(1, 2, StepKind.REDIRECT, "witness", 1_100, Map.of("routerState", "paris UP"));
        with(
                "door-2",
                MONITOR,
                1_260,
                Facts.restored("paris", 1, 2, T0, T0.plusMillis(50), T0.plusMillis(1_250)));
        step(1, 3, StepKind.VALIDATE, "witness", 1_300, Map.of());
        step(1, 4, StepKind.COMMUNICATE, "witness", 1_400, Map.of("communication", "log: told"));
        with("run-1-end", BRAIN, 1_410, Facts.ended(1, RunKind.FAILOVER, "paris", "frankfurt"));
        return this;
    }

    private Disaster ledgerLost(int more) {
        for (int i = 0; i < more; i++) {
            commits(
                    "ledger-more-" + i,
                    -900 + i,
                    Facts.commit(504 + i, new Lsn(0x30C0 + 0x40L * i).toString(), -900 + i));
        }
        return this;
    }

    private Disaster failback(int lost) {
        long at = 60_000;
        with(
                "request-2",
                "/cli/witness",
                at,
                new FailbackRequested(APPLICATION, "ann", "all clear"));
        with(
                "run-2",
                BRAIN,
                at + 10,
                Facts.started(2, RunKind.FAILBACK, "paris", "frankfurt", "ann"));
        tail(lost, at + 900);
        step(
                2,
                0,
                StepKind.CAPTURE_TAIL,
                "frankfurt",
                at + 1_000,
                Map.of(
                        "tailQuality",
                        "exact",
                        "tailTransactions",
                        String.valueOf(lost),
                        "tailColdCommits",
                        String.valueOf(lost + 3)));
        step(2, 1, StepKind.REWIND, "frankfurt", at + 4_000, Map.of("rewindMethod", "rewound"));
        step(2, 2, StepKind.CATCH_UP, "frankfurt", at + 4_500, Map.of());
        step(2, 3, StepKind.HOLD_TRAFFIC, "witness", at + 5_020, Map.of());
        step(
                2,
                4,
                StepKind.STOP_PRIMARY,
                "paris",
                at + 5_120,
                Map.of("shutdownCheckpoint", "0/5000"));
        step(2, 5, StepKind.PROMOTE, "frankfurt", at + 5_200, Facts.promotion(2, 3, "0/5078"));
        step(2, 6, StepKind.REDIRECT, "witness", at + 5_230, Map.of());
        Instant held = T0.plusMillis(at + 5_000);
        with(
                "door-4",
                MONITOR,
                at + 5_300,
                Facts.restored("frankfurt", 2, 3, held, held.plusMillis(40), held.plusMillis(270)));
        with(
                "run-2-end",
                BRAIN,
                at + 5_600,
                Facts.ended(2, RunKind.FAILBACK, "frankfurt", "paris"));
        return this;
    }

    private void tail(int lost, long millis) {
        int parts = Math.max(1, (lost + 1) / 2);
        for (int part = 1; part <= parts; part++) {
            var transactions =
                    LongStream.range((part - 1) * 2L, Math.min(lost, part * 2L))
                            .mapToObj(i ->
                                    new LostTransaction(
                                            502 + i,
                                            new Lsn(0x3040 + 0x40 * i),
                                            T0.plusMillis(i == 0 ? -1_900 : -1_002 + i * 2),
                                            1,
                                            List.of("public.orders:" + (9_000 + i))))
                            .toList();
            with(
                    "tail-" + part,
                    "/failover-coordinator/frankfurt",
                    millis + part,
                    new LostTransactionsListed(
                            APPLICATION,
                            "orders-2",
                            2,
                            SYSTEM,
                            1,
                            FORK,
                            part,
                            parts,
                            transactions));
        }
    }

    public Disaster commits(String id, long millis, Commit... commits) {
        return with(
                id,
                MONITOR,
                millis,
                new CommitsRecorded(APPLICATION, "frankfurt", SYSTEM, 1, List.of(commits)));
    }

    public Disaster lag(String id, long millis, double seconds) {
        var position = new Position(SYSTEM, 1, Lsn.parse("0/2F00"));
        var sample =
                new LagSample(
                        seconds,
                        256,
                        new Position(SYSTEM, 1, Lsn.parse("0/3000")),
                        position,
                        position.lsn(),
                        T0.plusMillis(millis),
                        T0.plusMillis(millis - (long) (seconds * 1_000)),
                        T0.plusMillis(millis));
        return with(
                id,
                MONITOR,
                millis,
                new LagMeasured(
                        APPLICATION,
                        "frankfurt",
                        "paris",
                        LagQuality.EXACT,
                        sample,
                        sample,
                        "ring",
                        ""));
    }

    public Disaster step(
            long epoch,
            int index,
            StepKind kind,
            String site,
            long millis,
            Map<String, String> evidence) {
        return with(
                "step-" + epoch + "-" + index,
                BRAIN,
                millis,
                new StepCompleted(
                        APPLICATION,
                        APPLICATION + "-" + epoch,
                        epoch,
                        index,
                        1,
                        kind,
                        site,
                        // An executor's clock that is an hour off must change nothing.
                        T0.plusMillis(millis - 80).plusSeconds(3_600),
                        T0.plusMillis(millis - 5).plusSeconds(3_600),
                        evidence));
    }
}
