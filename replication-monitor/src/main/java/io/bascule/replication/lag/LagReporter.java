package io.bascule.replication.lag;

import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReplicationEvent.LagSample;
import io.bascule.replication.moment.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a measurement is said: once a period, whatever came of it, and at once when its quality has
 * changed. Remembers the last one of known quality for those that are not.
 *
 * <p>Not for several threads.
 */
public final class LagReporter {

    static final String METHOD =
            "ring of source positions by the monitor's clock, against the replica's position on disk";

    private final String application;
    private final String sourceSite;
    private final String replicaSite;
    private final Duration period;
    private @Nullable LagSample lastKnown;
    private @Nullable LagQuality lastSaid;
    private @Nullable Moment lastSaidAt;

    public LagReporter(String application, String sourceSite, String replicaSite, Duration period) {
        this.application = application;
        this.sourceSite = sourceSite;
        this.replicaSite = replicaSite;
        this.period = period;
    }

    /** What is to be said now, if anything. */
    public Optional<LagMeasured> see(Measurement measurement, Moment now) {
        if (measurement.sample() != null) {
            lastKnown = measurement.sample();
        }
        boolean due = lastSaidAt == null || now.since(lastSaidAt).compareTo(period) >= 0;
        if (!due && measurement.quality() == lastSaid) {
            return Optional.empty();
        }
        lastSaid = measurement.quality();
        lastSaidAt = now;
        return Optional.of(
                new LagMeasured(
                        application,
                        sourceSite,
                        replicaSite,
                        measurement.quality(),
                        measurement.sample(),
                        lastKnown,
                        METHOD,
                        measurement.detail()));
    }
}
