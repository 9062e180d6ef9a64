package io.bascule.reporting.projection;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The newest lag of each application, in memory only: it says something about now alone. */
@Component
final class NewestLag {

    /**
     * A lag measurement.
     *
     * @param at when it was measured or heard, whichever is the earlier
     */
    record Heard(EventEnvelope<LagMeasured> envelope, Instant at) {}

    private final Clock clock;
    private final Map<String, Heard> newest = new ConcurrentHashMap<>();
    private final Map<String, Position> flushed = new ConcurrentHashMap<>();

    NewestLag(Clock clock) {
        this.clock = clock;
    }

    @SuppressWarnings("unchecked") // the envelope's event is that measurement
    void heard(EventEnvelope<?> envelope, LagMeasured measured) {
        Instant now = clock.instant();
        newest.put(
                measured.application(),
                new Heard(
                        (EventEnvelope<LagMeasured>) envelope,
                        envelope.time().isBefore(now) ? envelope.time() : now));
        var sample = measured.sample();
        if (sample != null && sample.source().sameLine(sample.replicaFlushed())) {
            flushed.put(measured.application(), sample.replicaFlushed());
        }
    }

    Optional<Heard> of(String application) {
        return Optional.ofNullable(newest.get(application));
    }

    /** What the standby had on its disk, on its source's own line, when last known. */
    Optional<Position> flushed(String application) {
        return Optional.ofNullable(flushed.get(application));
    }
}
