package io.bascule.replication.watch;

import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.HealthEvent.FrontDoorRestored;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The front door's series of one application, as the canary sees it. */
final class FrontDoorMeter {

    private final Counter interruptions;
    private volatile boolean up;
    private volatile double lastOutage = Double.NaN;
    private volatile double interruptedAt = Double.NaN;

    FrontDoorMeter(MeterRegistry meters, String application) {
        Gauge.builder("dr.front.door.up", this, m -> m.up ? 1 : 0)
                .description("1 while the canary's writes through the front door succeed")
                .tag("application", application)
                .strongReference(true)
                .register(meters);
        Gauge.builder("dr.front.door.interrupted.timestamp", this, m -> m.interruptedAt)
                .description("When the newest interruption began; NaN before the first")
                .baseUnit("seconds")
                .tag("application", application)
                .strongReference(true)
                .register(meters);
        Gauge.builder("dr.front.door.last.outage", this, m -> m.lastOutage)
                .description("How long the newest interruption was that is over; NaN before one")
                .baseUnit("seconds")
                .tag("application", application)
                .strongReference(true)
                .register(meters);
        interruptions =
                Counter.builder("dr.front.door.interruptions")
                        .description("Times that the canary's writes began to fail")
                        .tag("application", application)
                        .register(meters);
    }

    void up(boolean isUp) {
        up = isUp;
    }

    void said(HealthEvent event) {
        if (event instanceof FrontDoorInterrupted interrupted) {
            interruptions.increment();
            interruptedAt = interrupted.lastAcknowledgedAt().toEpochMilli() / 1e3;
        } else if (event instanceof FrontDoorRestored restored) {
            lastOutage = restored.outageSeconds();
        }
    }
}
