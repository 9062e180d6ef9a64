package io.bascule.replication.watch;

import io.bascule.replication.lag.Measurement;
import io.bascule.replication.moment.Moment;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The lag's series of one application; unknown is no number, never zero. */
final class LagGauges {

    private record Values(double seconds, double bytes, double measuredAt) {}

    private volatile Values values = new Values(Double.NaN, Double.NaN, Double.NaN);

    LagGauges(MeterRegistry meters, String application) {
        gauge(
                meters,
                "dr.replication.lag.seconds",
                "Age of the oldest change the standby has not on disk",
                application,
                v -> v.seconds);
        gauge(
                meters,
                "dr.replication.lag.bytes",
                "Write-ahead log the standby has not on disk",
                application,
                v -> v.bytes);
        gauge(
                meters,
                "dr.replication.lag.measured.timestamp.seconds",
                "When the lag was last measured with known quality",
                application,
                v -> v.measuredAt);
    }

    private void gauge(
            MeterRegistry meters,
            String name,
            String description,
            String application,
            ToDoubleFunction<Values> of) {
        Gauge.builder(name, this, g -> of.applyAsDouble(g.values))
                .description(description)
                .tag("application", application)
                .strongReference(true)
                .register(meters);
    }

    void set(Measurement measurement, Moment now) {
        var sample = measurement.sample();
        values =
                sample == null
                        ? new Values(Double.NaN, Double.NaN, values.measuredAt)
                        : new Values(
                                sample.lagSeconds(),
                                sample.lagBytes(),
                                now.at().toEpochMilli() / 1e3);
    }
}
