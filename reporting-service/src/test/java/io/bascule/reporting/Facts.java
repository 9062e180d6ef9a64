package io.bascule.reporting;

import static io.bascule.reporting.Disaster.APPLICATION;
import static io.bascule.reporting.Disaster.PLAN_HASH;
import static io.bascule.reporting.Disaster.SYSTEM;
import static io.bascule.reporting.Disaster.T0;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.HealthEvent.FrontDoorRestored;
import io.bascule.contracts.event.LedgerEvent.Commit;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.RecoveryEvent.PlannedStep;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
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
import io.bascule.contracts.plan.SecretRef;
import io.bascule.contracts.plan.Site;
import io.bascule.contracts.plan.TrafficPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Single facts of a {@link Disaster}, each in the shape in which it is said. */
public final class Facts {

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

    private Facts() {}

    public static Commit commit(long xid, String end, long millis) {
        return new Commit(xid, Lsn.parse(end), T0.plusMillis(millis), Map.of("public.orders", 1L));
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

    static RunStarted started(
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

    static RunCompleted ended(long epoch, RunKind kind, String active, String standby) {
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

    private static @Nullable SecretRef noPassword() {
        return null;
    }
}
