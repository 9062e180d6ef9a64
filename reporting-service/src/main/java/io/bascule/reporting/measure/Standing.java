package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.plan.ApplicationPlan.Objectives;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * If it happened now: what would be lost and how long it would take, against the objectives.
 *
 * @param rpoExposureSeconds age of the oldest change that a promotion would lose; absent when
 *     unknown, and a measurement older than {@link #FRESH} is unknown
 * @param rtoExposureSeconds what the last measured unplanned run took; absent if there is none
 * @param rtoFromRun that run
 * @param provenBackup the newest backup that was proven by a restore and still stands
 * @param findings what is not as it should be; ready means that there is none
 */
public record Standing(
        String application,
        @Nullable Double rpoExposureSeconds,
        String rpoBasis,
        @Nullable Double rtoExposureSeconds,
        @Nullable String rtoFromRun,
        @Nullable Double objectiveRpoSeconds,
        @Nullable Double objectiveRtoSeconds,
        @Nullable ProvenBackup provenBackup,
        List<Finding> findings) {

    /** A lag measurement counts for this long; lag is measured at least once a second. */
    public static final Duration FRESH = Duration.ofSeconds(10);

    public Standing {
        findings = List.copyOf(findings);
    }

    /** Something that stands in the way of a recovery within the objectives. */
    public enum Gap {
        NO_PLAN,
        RPO_UNKNOWN,
        RPO_BEYOND_OBJECTIVE,
        RTO_NEVER_MEASURED,
        RTO_BEYOND_OBJECTIVE,
        RUN_NOT_OVER,
        NO_PROVEN_BACKUP
    }

    /**
     * One gap.
     *
     * @param words for people; they may change while the gap stays the same
     */
    public record Finding(Gap gap, String words) {}

    /** Whether there is no finding. */
    public boolean ready() {
        return findings.isEmpty();
    }

    /**
     * What the answer rests on besides the lag; it changes with facts, not with time.
     *
     * @param objectives of the newest plan; absent if no plan was applied
     */
    public record Basis(
            String application,
            @Nullable Objectives objectives,
            @Nullable ProvenBackup backup,
            List<RunMeasurement> runs) {

        public Basis {
            runs = List.copyOf(runs);
        }

        /** What these facts say. */
        public static Basis of(ApplicationFacts facts, List<RunMeasurement> runs) {
            return new Basis(
                    facts.application(),
                    facts.of(PlanApplied.class)
                            .reduce((_, later) -> later)
                            .map(p -> p.event().plan().objectives())
                            .orElse(null),
                    ProvenBackup.newest(facts, null).orElse(null),
                    runs);
        }
    }

    /**
     * The answer at a time.
     *
     * @param lagAt when the newest lag was measured or heard, whichever is the earlier, so that
     *     neither a replay nor a clock that is ahead makes it look fresh
     * @param now by the clock of whoever asks
     */
    public static Standing of(
            Basis basis,
            @Nullable EventEnvelope<LagMeasured> newestLag,
            @Nullable Instant lagAt,
            Instant now) {
        var findings = new ArrayList<Finding>();
        Optional<Objectives> objectives = Optional.ofNullable(basis.objectives());
        if (objectives.isEmpty()) {
            findings.add(new Finding(Gap.NO_PLAN, "No plan was applied: there is no objective"));
        }
        Optional<Double> rpoObjective = objectives.map(o -> seconds(o.rpo()));
        Optional<Double> rtoObjective = objectives.map(o -> seconds(o.rto()));

        Exposure rpo = exposure(newestLag, lagAt, now);
        if (rpo.seconds() == null) {
            findings.add(new Finding(Gap.RPO_UNKNOWN, rpo.basis()));
        } else if (rpoObjective.isPresent() && rpo.seconds() > rpoObjective.get()) {
            findings.add(
                    new Finding(
                            Gap.RPO_BEYOND_OBJECTIVE,
                            beyond(
                                    "A failover now would lose",
                                    rpo.seconds(),
                                    rpoObjective.get())));
        }
        Optional<RunMeasurement> measured = lastMeasured(basis.runs());
        if (measured.isEmpty()) {
            findings.add(new Finding(Gap.RTO_NEVER_MEASURED, "No unplanned run was ever measured"));
        }
        Optional<Double> rto = measured.map(RunMeasurement::outage).map(Outage::seconds);
        if (rto.isPresent() && rtoObjective.isPresent() && rto.get() > rtoObjective.get()) {
            findings.add(
                    new Finding(
                            Gap.RTO_BEYOND_OBJECTIVE,
                            beyond("The last measured run took", rto.get(), rtoObjective.get())));
        }
        basis.runs().stream()
                .filter(run -> !run.outcome().isOver())
                .map(run ->
                        new Finding(
                                Gap.RUN_NOT_OVER,
                                "Run "
                                        + run.runId()
                                        + " is "
                                        + run.outcome().name().toLowerCase(Locale.ROOT)))
                .forEach(findings::add);
        if (basis.backup() == null) {
            findings.add(new Finding(Gap.NO_PROVEN_BACKUP, "No backup was proven by restoring it"));
        }
        return new Standing(
                basis.application(),
                rpo.seconds(),
                rpo.basis(),
                rto.orElse(null),
                measured.map(RunMeasurement::runId).orElse(null),
                rpoObjective.orElse(null),
                rtoObjective.orElse(null),
                basis.backup(),
                findings);
    }

    /** The last unplanned run whose outage was measured; runs are in the order of their begin. */
    private static Optional<RunMeasurement> lastMeasured(List<RunMeasurement> runs) {
        return runs.stream()
                .filter(run ->
                        run.kind() == io.bascule.contracts.event.RecoveryEvent.RunKind.FAILOVER)
                .filter(run -> run.outage() != null && run.outcome() == RunOutcome.COMPLETED)
                .reduce((_, later) -> later);
    }

    private record Exposure(@Nullable Double seconds, String basis) {}

    private static Exposure exposure(
            @Nullable EventEnvelope<LagMeasured> lag, @Nullable Instant heardAt, Instant now) {
        if (lag == null || heardAt == null) {
            return new Exposure(null, "Replication lag was never measured");
        }
        if (heardAt.plus(FRESH).isBefore(now)) {
            return new Exposure(
                    null, "Replication lag was last measured at " + lag.time() + ": unknown since");
        }
        var sample = lag.event().sample();
        if (lag.event().quality() == LagQuality.UNKNOWN || sample == null) {
            return new Exposure(
                    null, "Replication lag could not be measured: " + lag.event().detail());
        }
        return new Exposure(
                sample.lagSeconds(),
                lag.event().quality() + ", " + lag.event().method() + ", " + lag.id());
    }

    private static String beyond(String what, double seconds, double objective) {
        return String.format(
                Locale.ROOT, "%s %.1f s; the objective is %.1f s", what, seconds, objective);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
