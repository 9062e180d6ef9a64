package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.RecoveryEvent.ApprovalRecorded;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import io.bascule.contracts.event.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Splits an outage at the facts that {@link Measure} names. */
final class PhaseMeasure {

    /** A clamp below this is the ordinary distance of two clocks and is not worth a word. */
    private static final Duration WORTH_SAYING = Duration.ofMillis(1);

    private PhaseMeasure() {}

    /** Where a phase ends, and the fact that says so; no fact, no boundary. */
    private record Boundary(
            String phase, Optional<? extends EventEnvelope<?>> fact, String missing) {}

    static List<Phase> of(RunFacts run, @Nullable Outage outage) {
        if (outage == null || run.outcome() == RunOutcome.ROLLED_BACK) {
            return List.of();
        }
        return split(outage, boundaries(run));
    }

    private static List<Boundary> boundaries(RunFacts run) {
        return switch (run.kind()) {
            case FAILOVER ->
                    List.of(
                            new Boundary(
                                    "detect",
                                    detected(run),
                                    "neither SuspicionRaised of "
                                            + run.from()
                                            + " nor the request is known"),
                            new Boundary("decide", run.started(), "RunStarted is not known"),
                            step(run, "fence", StepKind.FENCE),
                            step(run, "promote", StepKind.PROMOTE),
                            step(run, "redirect", StepKind.REDIRECT));
            case SWITCHOVER, FAILBACK ->
                    List.of(
                            step(run, "hold", StepKind.HOLD_TRAFFIC),
                            step(run, "stop", StepKind.STOP_PRIMARY),
                            step(run, "promote", StepKind.PROMOTE),
                            step(run, "redirect", StepKind.REDIRECT));
        };
    }

    private static Boundary step(RunFacts run, String phase, StepKind kind) {
        return new Boundary(
                phase,
                run.passed(kind),
                "neither StepCompleted nor StepSkipped of " + kind + " is known");
    }

    /**
     * The suspicion that the decision names; else the newest one of that site before the run, both
     * being facts of the coordinator; else the request that started the run.
     */
    static Optional<? extends EventEnvelope<?>> detected(RunFacts run) {
        if (run.started().isEmpty() || run.kind() != RunKind.FAILOVER) {
            return Optional.empty();
        }
        EventEnvelope<RunStarted> started = run.started().get();
        List<EventEnvelope<SuspicionRaised>> suspicions =
                run.all()
                        .of(SuspicionRaised.class)
                        .filter(s -> s.event().site().equals(run.from()))
                        .toList();
        var named =
                suspicions.stream()
                        .filter(s ->
                                started.event().decidedFrom().contains(s.id())
                                        || s.event().since().equals(started.event().outageSince()))
                        .findFirst();
        if (named.isPresent()) {
            return named;
        }
        var before =
                suspicions.stream()
                        .filter(s -> !s.time().isAfter(started.time()))
                        .reduce((_, later) -> later);
        if (started.event().outageSince() != null && before.isPresent()) {
            return before;
        }
        var request = started.event().requestId();
        return run.all()
                .of(FailoverRequested.class)
                .filter(r -> r.id().equals(request))
                .findFirst();
    }

    private static List<Phase> split(Outage outage, List<Boundary> boundaries) {
        long total = OutageMeasure.nanos(outage.seconds());
        var phases = new ArrayList<Phase>();
        long at = 0;
        // What the phase begins with: the outage's own facts, or the fact of the boundary before.
        List<String> begin = outage.proof();
        @Nullable String brokenBegin = null;
        for (Boundary boundary : boundaries) {
            if (boundary.fact().isEmpty()) {
                phases.add(
                        new Phase(
                                boundary.phase(), null, null, null, List.of(), boundary.missing()));
                brokenBegin = boundary.missing();
                continue;
            }
            EventEnvelope<?> fact = boundary.fact().get();
            long asked = Duration.between(outage.startedAt(), fact.time()).toNanos();
            long end = Math.clamp(asked, at, total);
            phases.add(
                    phase(
                            outage,
                            boundary.phase(),
                            at,
                            end,
                            begin,
                            List.of(fact.id()),
                            brokenBegin,
                            asked));
            at = end;
            begin = List.of(fact.id());
            brokenBegin = null;
        }
        phases.add(
                phase(
                        outage,
                        "validate",
                        at,
                        total,
                        begin,
                        List.of(outage.proof().getFirst()),
                        brokenBegin,
                        total));
        return phases;
    }

    private static Phase phase(
            Outage outage,
            String name,
            long begin,
            long end,
            List<String> beginProof,
            List<String> endProof,
            @Nullable String brokenBegin,
            long asked) {
        if (brokenBegin != null) {
            return new Phase(
                    name, null, null, null, endProof, "its begin is unknown: " + brokenBegin);
        }
        var proof = new ArrayList<>(beginProof);
        endProof.stream().filter(id -> !proof.contains(id)).forEach(proof::add);
        Instant from = outage.startedAt().plusNanos(begin);
        Instant to = outage.startedAt().plusNanos(end);
        long moved = Math.abs(asked - end);
        String note =
                moved > WORTH_SAYING.toNanos()
                        ? "its end was clamped by "
                                + Duration.ofNanos(moved).toMillis()
                                + " ms: the fact's time lies outside of the outage or before the phase"
                        : "";
        return new Phase(name, (end - begin) / 1e9, from, to, proof, note);
    }

    /** From the question to the GO; both are facts of the coordinator, so one clock says it. */
    static Optional<Double> humanWaitSeconds(RunFacts run) {
        return run.awaited()
                .flatMap(asked ->
                        run.own()
                                .of(ApprovalRecorded.class)
                                .reduce((_, later) -> later)
                                .map(answer ->
                                        Math.max(
                                                0,
                                                Duration.between(asked.time(), answer.time())
                                                                .toNanos()
                                                        / 1e9)));
    }
}
