package io.bascule.reporting.console;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.HealthEvent.Scope;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.RecoveryEvent.Observation;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.PlannedStep;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReplicationEvent.LagSample;
import io.bascule.contracts.event.StepKind;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.ApplicationPlan.Suspicion;
import io.bascule.contracts.plan.BackupJob;
import io.bascule.reporting.Disaster;
import io.bascule.reporting.Facts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Facts of an application as they would be said right now. */
final class Happening {

    static final String BRAIN = "/failover-coordinator/witness";
    static final String MONITOR = "/replication-monitor/witness";

    static final List<PlannedStep> STEPS =
            List.of(
                    new PlannedStep(StepKind.FENCE, "frankfurt"),
                    new PlannedStep(StepKind.PROMOTE, "paris"),
                    new PlannedStep(StepKind.REDIRECT, "witness"),
                    new PlannedStep(StepKind.VALIDATE, "witness"),
                    new PlannedStep(StepKind.COMMUNICATE, "witness"));

    private static final AtomicInteger FACTS = new AtomicInteger();

    private final String application;
    private final Instant since = Instant.now().truncatedTo(ChronoUnit.DAYS);

    Happening(String application) {
        this.application = application;
    }

    private static EventEnvelope<?> said(String source, Event event) {
        return said(source, Instant.now(), event);
    }

    private static EventEnvelope<?> said(String source, Instant at, Event event) {
        String id = String.format(Locale.ROOT, "fact-%06d", FACTS.incrementAndGet());
        return new EventEnvelope<>(id, source, at, null, null, null, event);
    }

    EventEnvelope<?> plan() {
        PlanApplied sample = Facts.plan(Duration.ofSeconds(60), Duration.ofSeconds(5));
        ApplicationPlan p = sample.plan();
        return said(
                "/cli/witness",
                new PlanApplied(
                        application,
                        sample.planHash(),
                        "ada",
                        new ApplicationPlan(
                                application,
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
                                // The stories do not depend on how fast they are told.
                                new Suspicion(2, Duration.ofMillis(300), Duration.ofMinutes(10)),
                                p.validateSql(),
                                p.kafkaRequestsNeedApproval(),
                                p.stepTimeout(),
                                p.cooldown()),
                        sample.sites(),
                        List.of(
                                new BackupJob(
                                        application + "-db",
                                        BackupJob.Kind.DATABASES,
                                        application,
                                        "0 */6 * * *",
                                        "UTC",
                                        30,
                                        "s3://backups-dr/databases/",
                                        "AES-256",
                                        null,
                                        "pg_dump",
                                        "content_equal")),
                        List.of()));
    }

    EventEnvelope<?> accepted() {
        return said(BRAIN, new PlanAccepted(application, "ab".repeat(32), 0, "frankfurt"));
    }

    EventEnvelope<?> healthy(String site, String observer, Evidence evidence) {
        return said(
                MONITOR,
                new SiteHealthy(
                        site,
                        Scope.APPLICATION,
                        application,
                        observer,
                        "witness",
                        evidence,
                        since,
                        "answers within 2 ms"));
    }

    EventEnvelope<?> unhealthy(String site, String observer, Evidence evidence, String detail) {
        return said(
                MONITOR,
                new SiteUnhealthy(
                        site,
                        Scope.APPLICATION,
                        application,
                        observer,
                        "witness",
                        evidence,
                        Instant.now(),
                        detail));
    }

    EventEnvelope<?> lag(double seconds) {
        return lag(seconds, Instant.now());
    }

    EventEnvelope<?> lag(double seconds, Instant at) {
        var source = new Position(Disaster.SYSTEM, 1, Lsn.parse("0/326DB70"));
        var flushed = new Position(Disaster.SYSTEM, 1, Lsn.parse("0/326D870"));
        var sample =
                new LagSample(
                        seconds,
                        768,
                        source,
                        flushed,
                        flushed.lsn(),
                        at,
                        at.minusMillis((long) (seconds * 1_000)),
                        at);
        return said(
                MONITOR,
                at,
                new LagMeasured(
                        application,
                        "frankfurt",
                        "paris",
                        LagQuality.EXACT,
                        sample,
                        sample,
                        "ring",
                        ""));
    }

    EventEnvelope<?> backup(Duration ago) {
        return said(
                "/backup-service/witness",
                new BackupCompleted(
                        application,
                        application + "-" + ago.toMinutes(),
                        application + "-db",
                        "pg_dump",
                        "s3://backups-dr/databases/manifest.json",
                        48_000_000,
                        9_000_000,
                        9_100_000,
                        4.2,
                        "cd".repeat(32),
                        "AES-256-GCM",
                        "key-1",
                        null,
                        Instant.now().minus(ago)));
    }

    EventEnvelope<?> verified(Duration ago) {
        return said(
                "/backup-service/witness",
                new BackupVerified(
                        application,
                        application + "-" + ago.toMinutes(),
                        application + "-db",
                        ProofLevel.CONTENT_EQUAL,
                        3.1,
                        6.5,
                        9_100_000,
                        7,
                        120_000,
                        Instant.now().minus(ago)));
    }

    EventEnvelope<?> doorClosed() {
        return said(
                MONITOR,
                new FrontDoorInterrupted(
                        application,
                        Instant.now().minusMillis(60),
                        Instant.now().minusMillis(10),
                        "connection refused"));
    }

    EventEnvelope<?> doorOpen(int epoch, Instant closedAt) {
        return said(
                MONITOR,
                Facts.restored(
                        "paris", epoch, 2, closedAt, closedAt.plusMillis(50), Instant.now()));
    }

    EventEnvelope<?> suspicion() {
        Instant since = Instant.now().minusMillis(300);
        return said(
                BRAIN,
                new SuspicionRaised(
                        application,
                        "frankfurt",
                        since,
                        List.of(
                                new Observation(
                                        "executor/frankfurt",
                                        "frankfurt",
                                        Evidence.PROCESS,
                                        since,
                                        "the server's process ended with 137",
                                        "health-1"),
                                new Observation(
                                        "monitor",
                                        "witness",
                                        Evidence.PROBE,
                                        since.plusMillis(120),
                                        "connection refused",
                                        "health-2"))));
    }

    private LossEstimate estimate() {
        return new LossEstimate(LagQuality.UPPER_BOUND, 2.02, 768L, "lag-1");
    }

    EventEnvelope<?> started(int epoch) {
        return said(
                BRAIN,
                new RunStarted(
                        application,
                        application + "-" + epoch,
                        epoch,
                        RunKind.FAILOVER,
                        "frankfurt",
                        "paris",
                        STEPS,
                        "automatic",
                        null,
                        "a quorum finds frankfurt unable to serve",
                        "ab".repeat(32),
                        estimate(),
                        Instant.now().minusMillis(300),
                        List.of("suspicion-1", "lag-1")));
    }

    EventEnvelope<?> done(int epoch, int index, Map<String, String> evidence) {
        Instant now = Instant.now();
        return said(
                BRAIN,
                now,
                new StepCompleted(
                        application,
                        application + "-" + epoch,
                        epoch,
                        index,
                        1,
                        STEPS.get(index).kind(),
                        STEPS.get(index).site(),
                        now.minusMillis(80),
                        now,
                        evidence));
    }

    EventEnvelope<?> halted(int epoch, int index, String reason) {
        return said(
                BRAIN,
                new RunHalted(
                        application,
                        application + "-" + epoch,
                        epoch,
                        index,
                        1,
                        STEPS.get(index).kind(),
                        STEPS.get(index).site(),
                        reason));
    }

    EventEnvelope<?> resumed(int epoch, int index) {
        return said(
                BRAIN,
                new RunResumed(
                        application,
                        application + "-" + epoch,
                        epoch,
                        index,
                        2,
                        "ada",
                        "the disk has room again"));
    }

    EventEnvelope<?> ended(int epoch) {
        return said(
                BRAIN,
                new RunCompleted(
                        application,
                        application + "-" + epoch,
                        epoch,
                        RunKind.FAILOVER,
                        false,
                        "paris",
                        "frankfurt"));
    }

    EventEnvelope<?> awaited(int epoch, Duration left) {
        return said(
                BRAIN,
                new ApprovalAwaited(
                        application,
                        application + "-" + epoch,
                        RunKind.FAILOVER,
                        "frankfurt",
                        "paris",
                        true,
                        "rule 2: paris is staler than the objective of 5 s",
                        new LossEstimate(LagQuality.UPPER_BOUND, 12.4, 4_096L, "lag-1"),
                        Instant.now().plus(left),
                        null,
                        "automatic",
                        Instant.now().minusSeconds(2)));
    }

    /** An application that could move at any moment: plan, backup, three observers, little lag. */
    List<EventEnvelope<?>> allIsWell() {
        return List.of(
                plan(),
                accepted(),
                backup(Duration.ofMinutes(134)),
                verified(Duration.ofMinutes(134)),
                healthy("frankfurt", "executor/frankfurt", Evidence.PROCESS),
                healthy("frankfurt", "monitor", Evidence.PROBE),
                healthy("paris", "executor/paris", Evidence.PROCESS),
                healthy("paris", "monitor", Evidence.PROBE),
                lag(0.08));
    }

    /** What a promotion says of itself. */
    static Map<String, String> promotion() {
        return Facts.promotion(1, 2, "0/326DB70");
    }
}
