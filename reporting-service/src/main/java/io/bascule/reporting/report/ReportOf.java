package io.bascule.reporting.report;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.NotificationEvent.NotificationDelivered;
import io.bascule.contracts.event.NotificationEvent.NotificationFailed;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.ApprovalRecorded;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.reporting.measure.RunFacts;
import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.measure.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the report of a run from its facts and its measurement. */
public final class ReportOf {

    private static final int DELIVERIES = 100;

    private ReportOf() {}

    /** The report of a run. */
    public static Report run(
            RunFacts run, RunMeasurement measured, int version, @Nullable String amends) {
        var started = run.started().map(EventEnvelope::event);
        Optional<Report.Policy> policy = policy(run, started);
        return new Report(
                Report.SCHEMA,
                Software.VERSION,
                measured.application(),
                measured.runId(),
                version,
                amends,
                measured.kind(),
                measured.outcome(),
                measured.from(),
                measured.to(),
                measured.epoch(),
                measured.startedAt(),
                measured.endedAt(),
                new Report.Origin(run.requestedBy(), requestId(run), run.reason(), approvals(run)),
                policy.orElse(null),
                policy.map(p -> Verdict.ofRto(measured, p.rtoSeconds())).orElse(Verdict.UNKNOWN),
                policy.map(p -> Verdict.ofRpo(measured.loss(), p.rpoSeconds()))
                        .orElse(Verdict.UNKNOWN),
                measured.outage(),
                measured.outageReason(),
                measured.phases(),
                measured.humanWaitSeconds(),
                measured.loss(),
                measured.backup(),
                new Report.Decision(
                        suspicion(run).map(s -> s.event().observations()).orElse(List.of()),
                        run.estimate(),
                        started.map(RunStarted::outageSince).orElse(null),
                        started.map(RunStarted::decidedFrom).orElse(List.of())),
                StepList.of(run),
                Timeline.of(run, measured),
                deliveries(run),
                measured.complete(),
                measured.awaiting(),
                Limits.of(measured, policy.orElse(null)));
    }

    private static @Nullable String requestId(RunFacts run) {
        return run.started().isPresent()
                ? run.started().get().event().requestId()
                : run.awaited().map(a -> a.event().requestId()).orElse(null);
    }

    private static List<Report.Approval> approvals(RunFacts run) {
        return run.own()
                .of(ApprovalRecorded.class)
                .map(a ->
                        new Report.Approval(
                                a.time(),
                                a.event().by(),
                                a.event().verdict().name(),
                                a.event().reason(),
                                a.event().acceptsLoss(),
                                a.id()))
                .toList();
    }

    /** The plan that the run names; for a run that never started, the newest. */
    private static Optional<Report.Policy> policy(RunFacts run, Optional<RunStarted> started) {
        return run.all()
                .last(
                        PlanApplied.class,
                        p -> started.isEmpty() || p.planHash().equals(started.get().planHash()))
                .map(p -> {
                    var plan = p.event().plan();
                    return new Report.Policy(
                            p.event().planHash(),
                            p.event().appliedBy(),
                            plan.criticality(),
                            plan.strategy(),
                            plan.decision(),
                            plan.fencing(),
                            plan.objectives().rto().toNanos() / 1e9,
                            plan.objectives().rpo().toNanos() / 1e9,
                            p.id());
                });
    }

    private static Optional<EventEnvelope<SuspicionRaised>> suspicion(RunFacts run) {
        return run.all()
                .of(SuspicionRaised.class)
                .filter(s ->
                        run.started()
                                .map(EventEnvelope::event)
                                .filter(r ->
                                        r.decidedFrom().contains(s.id())
                                                || s.event().since().equals(r.outageSince()))
                                .isPresent())
                .findFirst();
    }

    private static List<Report.Delivery> deliveries(RunFacts run) {
        Set<String> ofRun =
                run.own().all().stream().map(EventEnvelope::id).collect(Collectors.toSet());
        return run.all().all().stream()
                .map(e -> delivery(e, ofRun))
                .filter(Objects::nonNull)
                .flatMap(Stream::ofNullable)
                .limit(DELIVERIES)
                .toList();
    }

    private static Report.@Nullable Delivery delivery(EventEnvelope<?> e, Set<String> ofRun) {
        if (e.event() instanceof NotificationDelivered d && ofRun.contains(d.aboutEventId())) {
            return new Report.Delivery(e.time(), d.channel(), true, d.answer(), e.id());
        }
        if (e.event() instanceof NotificationFailed f && ofRun.contains(f.aboutEventId())) {
            return new Report.Delivery(e.time(), f.channel(), false, f.reason(), e.id());
        }
        return null;
    }
}
