package io.bascule.replication.watch;

import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.replication.lag.Measurement;
import io.bascule.replication.moment.Moment;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The lag's series of one application, from one site to the other; unknown is no number, never
 * zero. They are gone when this is closed: after a move there are others.
 */
final class LagGauges implements AutoCloseable {

    private record Values(
            @Nullable LagQuality quality, double seconds, double bytes, double measuredAt) {}

    private final MeterRegistry meters;
    private final Tags tags;
    private final List<Meter> registered = new ArrayList<>();
    private volatile Values values = new Values(null, Double.NaN, Double.NaN, Double.NaN);
    private volatile double streaming = Double.NaN;

    LagGauges(MeterRegistry meters, String application, String source, String replica) {
        this.meters = meters;
        this.tags = Tags.of("application", application, "source", source, "replica", replica);
        gauge(
                "dr.replication.lag.seconds",
                "Age of the oldest change that the replica has not on disk; NaN when unknown",
                v -> v.seconds);
        gauge(
                "dr.replication.lag.bytes",
                "Write-ahead log that the replica has not on disk; NaN when unknown",
                v -> v.bytes);
        gauge(
                "dr.replication.lag.known",
                "1 while the lag is measured, exactly or as an upper bound",
                v -> v.quality == null || v.quality == LagQuality.UNKNOWN ? 0 : 1);
        gauge(
                "dr.replication.lag.measured.timestamp.seconds",
                "When the lag was last measured with known quality",
                v -> v.measuredAt);
        for (LagQuality quality : LagQuality.values()) {
            registered.add(
                    Gauge.builder(
                                    "dr.replication.lag.quality",
                                    this,
                                    g -> g.values.quality == quality ? 1 : 0)
                            .description("1 for the quality of the newest measurement")
                            .tags(tags.and("quality", quality.name().toLowerCase(Locale.ROOT)))
                            .strongReference(true)
                            .register(meters));
        }
        registered.add(
                Gauge.builder("dr.replication.streaming", this, g -> g.streaming)
                        .description(
                                "1 while the replica receives, 0 when it was said that it does not; NaN before it was known")
                        .tags(tags)
                        .strongReference(true)
                        .register(meters));
    }

    private void gauge(String name, String description, ToDoubleFunction<Values> of) {
        registered.add(
                Gauge.builder(name, this, g -> of.applyAsDouble(g.values))
                        .description(description)
                        .tags(tags)
                        .strongReference(true)
                        .register(meters));
    }

    void set(Measurement measurement, Moment now) {
        var sample = measurement.sample();
        values =
                sample == null
                        ? new Values(
                                measurement.quality(), Double.NaN, Double.NaN, values.measuredAt)
                        : new Values(
                                measurement.quality(),
                                sample.lagSeconds(),
                                sample.lagBytes(),
                                now.at().toEpochMilli() / 1e3);
    }

    void streaming(boolean receives) {
        streaming = receives ? 1 : 0;
    }

    @Override
    public void close() {
        registered.forEach(meters::remove);
    }
}
