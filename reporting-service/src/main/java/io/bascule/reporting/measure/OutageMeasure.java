package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.HealthEvent.FrontDoorRestored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;

/** Finds the one outage that a run ended. */
final class OutageMeasure {

    private OutageMeasure() {}

    /**
     * The first restoration at the run's target under its epoch. A later interruption of the same
     * epoch is another outage; so is one that began only after the run had ended (both clocks stand
     * at the witness; a difference between them of less than the run's last steps does no harm).
     */
    static Optional<Outage> of(RunFacts run) {
        if (run.started().isEmpty()) {
            return Optional.empty();
        }
        boolean rolledBack = run.outcome() == RunOutcome.ROLLED_BACK;
        Instant started = run.started().get().time();
        Optional<Instant> ended = run.ended().map(EventEnvelope::time);
        return run.all()
                .of(FrontDoorRestored.class)
                .filter(r -> rolledBack ? backAgain(r, run, started) : atTarget(r, run))
                .filter(r ->
                        ended.isEmpty() || r.event().lastAcknowledgedAt().isBefore(ended.get()))
                .min(
                        Comparator.<EventEnvelope<FrontDoorRestored>, Instant>comparing(
                                        r -> r.event().firstSuccessAt())
                                .thenComparing(EventEnvelope::id))
                .filter(r -> Double.isFinite(r.event().outageSeconds()))
                .filter(r -> r.event().outageSeconds() >= 0)
                .map(r -> outage(run, r));
    }

    private static boolean atTarget(EventEnvelope<FrontDoorRestored> restored, RunFacts run) {
        return restored.event().site().equals(run.to()) && restored.event().epoch() == run.epoch();
    }

    /** A run that was rolled back promoted nobody: the site it meant to leave answers again. */
    private static boolean backAgain(
            EventEnvelope<FrontDoorRestored> restored, RunFacts run, Instant started) {
        return restored.event().site().equals(run.from())
                && restored.event().epoch() < run.epoch()
                && restored.event().firstSuccessAt().isAfter(started);
    }

    private static Outage outage(RunFacts run, EventEnvelope<FrontDoorRestored> restored) {
        var fact = restored.event();
        var proof = new ArrayList<String>();
        proof.add(restored.id());
        run.all()
                .first(
                        FrontDoorInterrupted.class,
                        i ->
                                i.lastAcknowledgedAt().equals(fact.lastAcknowledgedAt())
                                        && i.firstFailureStartedAt()
                                                .equals(fact.firstFailureStartedAt()))
                .map(EventEnvelope::id)
                .ifPresent(proof::add);
        return new Outage(
                fact.firstSuccessAt().minusNanos(nanos(fact.outageSeconds())),
                fact.firstSuccessAt(),
                fact.outageSeconds(),
                fact.outageAtLeastSeconds(),
                fact.failures(),
                proof);
    }

    static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
