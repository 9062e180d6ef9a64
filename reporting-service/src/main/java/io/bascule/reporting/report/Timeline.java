package io.bascule.reporting.report;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.LedgerEvent;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.ReplicationEvent;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.event.StepEvent;
import io.bascule.reporting.measure.RunFacts;
import io.bascule.reporting.measure.RunMeasurement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The facts of a run, one line each, in the order of their times. */
final class Timeline {

    static final int MOMENTS = 200;

    /** What happened shortly before the outage or the run belongs to it. */
    private static final Duration BEFORE = Duration.ofSeconds(10);

    private Timeline() {}

    static List<Report.Moment> of(RunFacts run, RunMeasurement measured) {
        Optional<Instant> begin = begin(measured);
        if (begin.isEmpty()) {
            return moments(run.own().all(), run, Instant.MIN, Instant.MAX);
        }
        Instant from = begin.get().minus(BEFORE);
        Instant to = measured.endedAt() == null ? Instant.MAX : measured.endedAt().plusSeconds(1);
        return moments(run.all().all(), run, from, to);
    }

    /** The facts of a run that may still go on, and what happened shortly before it. */
    static List<Report.Moment> of(RunFacts run) {
        var own = run.own().all();
        Instant begin = own.isEmpty() ? Instant.MIN : own.getFirst().time().minus(BEFORE);
        Instant end = run.ended().map(e -> e.time().plusSeconds(1)).orElse(Instant.MAX);
        return moments(run.all().all(), run, begin, end);
    }

    private static Optional<Instant> begin(RunMeasurement measured) {
        Instant started = measured.startedAt();
        var outage = measured.outage();
        if (started == null) {
            return Optional.empty();
        }
        return Optional.of(
                outage != null && outage.startedAt().isBefore(started)
                        ? outage.startedAt()
                        : started);
    }

    private static List<Report.Moment> moments(
            List<EventEnvelope<?>> facts, RunFacts run, Instant from, Instant to) {
        return facts.stream()
                .filter(e -> belongs(e, run, from, to))
                .flatMap(e ->
                        Sentence.of(e.event()).stream()
                                .map(text ->
                                        new Report.Moment(
                                                e.time(),
                                                e.source(),
                                                e.event().getClass().getSimpleName(),
                                                text,
                                                e.id())))
                .limit(MOMENTS)
                .toList();
    }

    private static boolean belongs(EventEnvelope<?> e, RunFacts run, Instant from, Instant to) {
        String ofRun = RunFacts.runOf(e.event());
        if (ofRun != null) {
            return ofRun.equals(run.runId());
        }
        boolean ofInterest =
                e.event() instanceof HealthEvent
                        || e.event() instanceof RecoveryEvent
                        || e.event() instanceof RequestEvent
                        || e.event() instanceof ReplicationEvent
                        || (e.event() instanceof LedgerEvent
                                && !(e.event() instanceof LedgerEvent.CommitsRecorded));
        return ofInterest
                && !(e.event() instanceof StepEvent)
                && !e.time().isBefore(from)
                && !e.time().isAfter(to);
    }
}
