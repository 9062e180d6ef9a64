package io.bascule.replication.frontdoor;

import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.HealthEvent.FrontDoorRestored;
import io.bascule.replication.moment.Moment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The unbroken run of failed canary writes, and its ends. Every failed write counts: the first one
 * after a success is said at once, and so is the first success after failures, however short the
 * run was; which of them matter is for the readers to judge. Failures before the first success are
 * no outage: the application is not served yet.
 *
 * <p>An attempt during which the monitor itself stood still says nothing of the front door and
 * neither continues nor ends a run.
 *
 * <p>Spans are taken on the monotonic clock alone. Not for several threads.
 */
public final class OutageTracker {

    /** What came of one canary write. */
    public sealed interface Attempt {

        /**
         * The write was acknowledged and read back.
         *
         * @param acknowledged when the acknowledgement was here
         * @param readBack when the value read back was here
         */
        record Succeeded(Moment acknowledged, Moment readBack, Served by) implements Attempt {}

        /** It was not. */
        record Failed(Moment started, String error) implements Attempt {}

        /** The monitor itself stood still meanwhile. */
        record Inconclusive() implements Attempt {}
    }

    /** Who answered, as the database itself says. */
    public record Served(String site, long epoch, String systemIdentifier, int timeline) {}

    private final String application;
    private @Nullable Moment lastAcknowledged;
    private @Nullable Moment firstFailure;
    private long failures;

    public OutageTracker(String application) {
        this.application = application;
    }

    /** What is to be said of this attempt, if anything. */
    public Optional<HealthEvent> see(Attempt attempt) {
        return switch (attempt) {
            case Attempt.Failed f -> failed(f);
            case Attempt.Succeeded s -> succeeded(s);
            case Attempt.Inconclusive _ -> Optional.empty();
        };
    }

    /** Whether the newest conclusive write succeeded. */
    public boolean up() {
        return lastAcknowledged != null && firstFailure == null;
    }

    private Optional<HealthEvent> failed(Attempt.Failed attempt) {
        if (lastAcknowledged == null) {
            return Optional.empty();
        }
        failures++;
        if (firstFailure != null) {
            return Optional.empty();
        }
        firstFailure = attempt.started();
        return Optional.of(
                new FrontDoorInterrupted(
                        application, lastAcknowledged.at(), firstFailure.at(), attempt.error()));
    }

    private Optional<HealthEvent> succeeded(Attempt.Succeeded attempt) {
        var before = lastAcknowledged;
        var failure = firstFailure;
        long failed = failures;
        lastAcknowledged = attempt.acknowledged();
        firstFailure = null;
        failures = 0;
        if (before == null || failure == null) {
            return Optional.empty();
        }
        var by = attempt.by();
        return Optional.of(
                new FrontDoorRestored(
                        application,
                        before.at(),
                        failure.at(),
                        attempt.readBack().at(),
                        attempt.readBack().secondsSince(before),
                        attempt.readBack().secondsSince(failure),
                        failed,
                        by.site(),
                        by.epoch(),
                        by.systemIdentifier(),
                        by.timeline()));
    }
}
