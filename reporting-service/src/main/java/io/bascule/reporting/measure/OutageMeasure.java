package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.HealthEvent.FrontDoorRestored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the outage that a run ended. */
final class OutageMeasure {

    private static final Comparator<EventEnvelope<FrontDoorRestored>> IN_ORDER =
            Comparator.<EventEnvelope<FrontDoorRestored>, Instant>comparing(
                            r -> r.event().firstSuccessAt())
                    .thenComparing(EventEnvelope::id);

    private OutageMeasure() {}

    /**
     * The first restoration at the run's target under its epoch. A later interruption of the same
     * epoch is another outage; so is one that began only after the run had ended (both clocks stand
     * at the witness; a difference between them of less than the run's last steps does no harm).
     *
     * <p>If the site that was to be left took writes again while the run was under way, until it
     * was fenced, then the interruption before belongs to the outage: who was served for a moment
     * and sent away again has not recovered.
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
                .min(IN_ORDER)
                .filter(r -> Double.isFinite(r.event().outageSeconds()))
                .filter(r -> r.event().outageSeconds() >= 0)
                .map(r -> rolledBack ? List.of(r) : withThoseBefore(r, run, started))
                .map(interruptions -> outage(run, interruptions));
    }

    private static List<EventEnvelope<FrontDoorRestored>> withThoseBefore(
            EventEnvelope<FrontDoorRestored> last, RunFacts run, Instant started) {
        var all =
                new ArrayList<>(
                        run.all()
                                .of(FrontDoorRestored.class)
                                .filter(r -> backAgain(r, run, started))
                                .filter(r -> r.event().outageSeconds() >= 0)
                                .filter(r -> Double.isFinite(r.event().outageSeconds()))
                                .filter(r ->
                                        r.event()
                                                .firstSuccessAt()
                                                .isBefore(last.event().firstSuccessAt()))
                                .sorted(IN_ORDER)
                                .toList());
        all.add(last);
        return all;
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

    /** From the first interruption's begin to the last one's end. */
    private static Outage outage(
            RunFacts run, List<EventEnvelope<FrontDoorRestored>> interruptions) {
        var first = interruptions.getFirst().event();
        var last = interruptions.getLast().event();
        var begin = first.firstSuccessAt().minusNanos(nanos(first.outageSeconds()));
        var proof = new ArrayList<String>();
        for (var restored : interruptions.reversed()) {
            proof.add(restored.id());
            run.all()
                    .first(FrontDoorInterrupted.class, i -> isBeginOf(restored.event(), i))
                    .map(EventEnvelope::id)
                    .ifPresent(proof::add);
        }
        return new Outage(
                begin,
                last.firstSuccessAt(),
                interruptions.size() == 1
                        ? last.outageSeconds()
                        : Duration.between(begin, last.firstSuccessAt()).toNanos() / 1e9,
                interruptions.stream().mapToDouble(r -> r.event().outageAtLeastSeconds()).sum(),
                interruptions.stream().mapToLong(r -> r.event().failures()).sum(),
                interruptions.size(),
                proof);
    }

    private static boolean isBeginOf(FrontDoorRestored restored, FrontDoorInterrupted begun) {
        return begun.lastAcknowledgedAt().equals(restored.lastAcknowledgedAt())
                && begun.firstFailureStartedAt().equals(restored.firstFailureStartedAt());
    }

    static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
