package io.bascule.failover.recovery;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.Scope;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReplicationEvent.LagSample;
import io.bascule.contracts.event.StepEvent.StepFailed;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.ApplicationPlan.Criticality;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import io.bascule.contracts.plan.ApplicationPlan.Fencing;
import io.bascule.contracts.plan.ApplicationPlan.Objectives;
import io.bascule.contracts.plan.ApplicationPlan.Strategy;
import io.bascule.contracts.plan.ApplicationPlan.Suspicion;
import io.bascule.contracts.plan.DatabasePlan;
import io.bascule.contracts.plan.FrontDoor;
import io.bascule.contracts.plan.TrafficPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Plans and events that stories are told with. */
public final class Samples {

    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    public static final String ORDERS = "orders";
    public static final String FRANKFURT = "frankfurt";
    public static final String PARIS = "paris";
    public static final String WITNESS = "witness";

    private Samples() {}

    public static ApplicationPlan plan() {
        return plan(DecisionMode.AUTOMATIC, false);
    }

    public static ApplicationPlan plan(DecisionMode decision, boolean requestsNeedApproval) {
        return plan(ORDERS, decision, requestsNeedApproval);
    }

    public static ApplicationPlan plan(
            String name, DecisionMode decision, boolean requestsNeedApproval) {
        var server =
                new DatabasePlan.Server(
                        "localhost", 5432, "bascule", null, new DatabasePlan.Endpoint("h", 1));
        return new ApplicationPlan(
                name,
                Criticality.MISSION_CRITICAL,
                Strategy.WARM_STANDBY,
                new Objectives(Duration.ofSeconds(60), Duration.ofSeconds(10)),
                FRANKFURT,
                PARIS,
                WITNESS,
                decision,
                Duration.ofMinutes(15),
                List.of(),
                new DatabasePlan("postgres", name, Map.of(FRANKFURT, server, PARIS, server)),
                new TrafficPlan("haproxy", "/socket", name, Map.of(FRANKFURT, "f", PARIS, "p")),
                Fencing.FRONT_DOOR,
                new FrontDoor(
                        "localhost",
                        1,
                        "bascule",
                        null,
                        Duration.ofMillis(50),
                        Duration.ofMillis(500)),
                new Suspicion(2, Duration.ofMillis(200), Duration.ofSeconds(5)),
                List.of(),
                requestsNeedApproval,
                Duration.ofSeconds(30),
                Duration.ofMinutes(10));
    }

    /** The same, with shorter times, for simulated histories. */
    static ApplicationPlan quick(DecisionMode decision, boolean requestsNeedApproval) {
        var p = plan(decision, requestsNeedApproval);
        return new ApplicationPlan(
                p.name(),
                p.criticality(),
                p.strategy(),
                p.objectives(),
                p.primary(),
                p.recovery(),
                p.witness(),
                p.decision(),
                Duration.ofSeconds(15),
                p.dependsOn(),
                p.database(),
                p.traffic(),
                p.fencing(),
                p.frontDoor(),
                p.suspicion(),
                p.validateSql(),
                p.kafkaRequestsNeedApproval(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20));
    }

    /** A plan whose quorum is one observer. */
    static ApplicationPlan contradictory() {
        var p = plan();
        return new ApplicationPlan(
                p.name(),
                p.criticality(),
                p.strategy(),
                p.objectives(),
                p.primary(),
                p.recovery(),
                p.witness(),
                p.decision(),
                p.evaluation(),
                p.dependsOn(),
                p.database(),
                p.traffic(),
                p.fencing(),
                p.frontDoor(),
                new Suspicion(1, Duration.ZERO, Duration.ofSeconds(5)),
                p.validateSql(),
                p.kafkaRequestsNeedApproval(),
                p.stepTimeout(),
                p.cooldown());
    }

    public static PlanApplied applied(ApplicationPlan plan) {
        return new PlanApplied(
                plan.name(),
                "hash-" + plan.hashCode(),
                "ann",
                plan,
                List.of(),
                List.of(),
                List.of());
    }

    public static <E extends Event> EventEnvelope<E> said(Instant at, E event) {
        return said(UUID.randomUUID().toString(), at, event);
    }

    public static <E extends Event> EventEnvelope<E> said(String id, Instant at, E event) {
        return new EventEnvelope<>(id, "/test/witness", at, null, null, null, event);
    }

    public static SiteUnhealthy unhealthy(
            String observer, String observerSite, Evidence evidence, String site, Instant since) {
        return new SiteUnhealthy(
                site,
                Scope.APPLICATION,
                ORDERS,
                observer,
                observerSite,
                evidence,
                since,
                "refused");
    }

    public static SiteHealthy healthy(
            String observer, String observerSite, Evidence evidence, String site, Instant since) {
        return new SiteHealthy(
                site,
                Scope.APPLICATION,
                ORDERS,
                observer,
                observerSite,
                evidence,
                since,
                "answers");
    }

    public static ApprovalGiven approval(
            String runId, Verdict verdict, String by, boolean acceptsLoss) {
        return new ApprovalGiven(ORDERS, runId, verdict, by, "because", acceptsLoss);
    }

    /** A measurement that covers commits up to then; null covers nothing. */
    public static LagMeasured lag(String source, String replica, @Nullable Instant covered) {
        LagSample sample =
                covered == null
                        ? null
                        : new LagSample(
                                0.0,
                                0,
                                new Position("7", 1, Lsn.ZERO),
                                new Position("7", 1, Lsn.ZERO),
                                Lsn.ZERO,
                                covered,
                                covered,
                                covered);
        return new LagMeasured(
                ORDERS,
                source,
                replica,
                sample == null ? LagQuality.UNKNOWN : LagQuality.EXACT,
                sample,
                null,
                "ring",
                "");
    }

    public static StepSucceeded succeeded(StepCommanded c, Instant at, Map<String, String> proof) {
        return new StepSucceeded(
                c.application(),
                c.runId(),
                c.epoch(),
                c.index(),
                c.attempt(),
                c.step(),
                c.site(),
                at,
                at,
                proof);
    }

    public static StepFailed failed(StepCommanded c, Instant at, String reason) {
        return new StepFailed(
                c.application(),
                c.runId(),
                c.epoch(),
                c.index(),
                c.attempt(),
                c.step(),
                c.site(),
                at,
                at,
                reason);
    }
}
