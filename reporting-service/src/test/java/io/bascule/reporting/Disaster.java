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
import io.bascule.contracts.event.HealthEvent.FrontDoorRestored;
import io.bascule.contracts.event.LedgerEvent.Commit;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.RecoveryEvent.Observation;
import io.bascule.contracts.event.RecoveryEvent.PlannedStep;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReplicationEvent.LagSample;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import io.bascule.contracts.event.StepKind;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.ApplicationPlan.Criticality;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import io.bascule.contracts.plan.ApplicationPlan.Fencing;
import io.bascule.contracts.plan.ApplicationPlan.Objectives;
import io.bascule.contracts.plan.ApplicationPlan.Strategy;
import io.bascule.contracts.plan.ApplicationPlan.Suspicion;
import io.bascule.contracts.plan.DatabasePlan;
import io.bascule.contracts.plan.FrontDoor;
import io.bascule.contracts.plan.Site;
import io.bascule.contracts.plan.TrafficPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

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

    private static final List<PlannedStep> FAILOVER_STEPS =
            List.of(
                    new PlannedStep(StepKind.FENCE, "frankfurt"),
                    new PlannedStep(StepKind.PROMOTE, "paris"),
                    new PlannedStep(StepKind.REDIRECT, "witness"),
                    new PlannedStep(StepKind.VALIDATE, "witness"),
                    new PlannedStep(StepKind.COMMUNICATE, "witness"));

    private static final List<PlannedStep> FAILBACK_STEPS =
            List.of(
                    new PlannedStep(StepKind.CAPTURE_TAIL, "frankfurt"),
                    new PlannedStep(StepKind.REWIND, "frankfurt"),
                    new PlannedStep(StepKind.CATCH_UP, "frankfurt"),
                    new PlannedStep(StepKind.HOLD_TRAFFIC, "witness"),
                    new PlannedStep(StepKind.STOP_PRIMARY, "paris"),
                    new PlannedStep(StepKind.PROMOTE, "frankfurt"),
                    new PlannedStep(StepKind.REDIRECT, "witness"));

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
                plan(Duration.ofSeconds(60), Duration.ofSeconds(5)));
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
        commits("ledger-0", -2_500, commit(500, "0/2E00", -2_600), commit(501, "0/3000", -2_000));
        lag("lag-1", -1_500, 0.5);
        return this;
    }

    private Disaster failover() {
        commits("ledger-1", -1_000, commit(502, "0/3040", -1_900), commit(503, "0/3080", -1_000));
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
        with("run-1", BRAIN, 450, started(1, RunKind.FAILOVER, "frankfurt", "paris", "automatic"));
        step(1, 0, StepKind.FENCE, "frankfurt", 700, Map.of("fenceProof", "processes-gone"));
        step(1, 1, StepKind.PROMOTE, "paris", 1_000, promotion(1, 2, "0/3000"));
        step(1, 2, StepKind.REDIRECT, "witness", 1_100, Map.of("routerState", "paris UP"));
        with(
                "door-2",
                MONITOR,
                1_260,
                restored("paris", 1, 2, T0, T0.plusMillis(50), T0.plusMillis(1_250)));
        step(1, 3, StepKind.VALIDATE, "witness", 1_300, Map.of());
        step(1, 4, StepKind.COMMUNICATE, "witness", 1_400, Map.of("communication", "log: told"));
        with("run-1-end", BRAIN, 1_410, ended(1, RunKind.FAILOVER, "paris", "frankfurt"));
        return this;
    }

    private Disaster ledgerLost(int more) {
        for (int i = 0; i < more; i++) {
            commits(
                    "ledger-more-" + i,
                    -900 + i,
                    commit(504 + i, new Lsn(0x30C0 + 0x40L * i).toString(), -900 + i));
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
        with("run-2", BRAIN, at + 10, started(2, RunKind.FAILBACK, "paris", "frankfurt", "ann"));
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
        step(2, 5, StepKind.PROMOTE, "frankfurt", at + 5_200, promotion(2, 3, "0/5078"));
        step(2, 6, StepKind.REDIRECT, "witness", at + 5_230, Map.of());
        Instant held = T0.plusMillis(at + 5_000);
        with(
                "door-4",
                MONITOR,
                at + 5_300,
                restored("frankfurt", 2, 3, held, held.plusMillis(40), held.plusMillis(270)));
        with("run-2-end", BRAIN, at + 5_600, ended(2, RunKind.FAILBACK, "frankfurt", "paris"));
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

    public static Commit commit(long xid, String end, long millis) {
        return new Commit(xid, Lsn.parse(end), T0.plusMillis(millis), Map.of("public.orders", 1L));
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

    public static FrontDoorRestored restored(
            String site, long epoch, int timeline, Instant last, Instant failed, Instant success) {
        return new FrontDoorRestored(
                APPLICATION,
                last,
                failed,
                success,
                Duration.between(last, success).toNanos() / 1e9,
                Duration.between(failed, success).toNanos() / 1e9,
                24,
                site,
                epoch,
                SYSTEM,
                timeline);
    }

    public static Map<String, String> promotion(int parent, int timeline, String fork) {
        return Map.of(
                "systemIdentifier",
                SYSTEM,
                "parentTimeline",
                String.valueOf(parent),
                "timeline",
                String.valueOf(timeline),
                "forkLsn",
                fork,
                "synchronousCommit",
                "on");
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

    private static RunStarted started(
            long epoch, RunKind kind, String from, String to, String requestedBy) {
        boolean failover = kind == RunKind.FAILOVER;
        return new RunStarted(
                APPLICATION,
                APPLICATION + "-" + epoch,
                epoch,
                kind,
                from,
                to,
                failover ? FAILOVER_STEPS : FAILBACK_STEPS,
                requestedBy,
                failover ? null : "request-2",
                failover ? "a quorum finds frankfurt unable to serve" : "all clear",
                PLAN_HASH,
                new LossEstimate(
                        failover ? LagQuality.UPPER_BOUND : LagQuality.EXACT,
                        failover ? 2.02 : 0.0,
                        256L,
                        "lag-1"),
                failover ? T0.plusMillis(20) : null,
                failover ? List.of("suspicion-1", "lag-1") : List.of("request-2"));
    }

    private static RunCompleted ended(long epoch, RunKind kind, String active, String standby) {
        return new RunCompleted(
                APPLICATION, APPLICATION + "-" + epoch, epoch, kind, false, active, standby);
    }

    public static PlanApplied plan(Duration rto, Duration rpo) {
        return new PlanApplied(
                APPLICATION,
                PLAN_HASH,
                "ann",
                new ApplicationPlan(
                        APPLICATION,
                        Criticality.MISSION_CRITICAL,
                        Strategy.WARM_STANDBY,
                        new Objectives(rto, rpo),
                        "frankfurt",
                        "paris",
                        "witness",
                        DecisionMode.AUTOMATIC,
                        Duration.ofMinutes(15),
                        List.of(),
                        new DatabasePlan("postgres", "orders", Map.of()),
                        new TrafficPlan("haproxy", "/run/router.sock", "orders", Map.of()),
                        Fencing.FRONT_DOOR,
                        new FrontDoor(
                                "127.0.0.1",
                                5432,
                                "app",
                                noPassword(),
                                Duration.ofMillis(50),
                                Duration.ofSeconds(1)),
                        new Suspicion(2, Duration.ofMillis(300), Duration.ofSeconds(5)),
                        List.of(),
                        true,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5)),
                List.of(new Site("frankfurt", null), new Site("paris", null)),
                List.of(),
                List.of());
    }

    private static io.bascule.contracts.plan.@Nullable SecretRef noPassword() {
        return null;
    }
}
