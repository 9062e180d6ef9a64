package io.bascule.failover.executor;

import io.bascule.contracts.event.StepKind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;

/** How many steps were made true or failed here, and how long they took. */
final class StepMetrics {

    private final MeterRegistry meters;

    StepMetrics(MeterRegistry meters, Collection<StepKind> steps) {
        this.meters = meters;
        for (StepKind step : steps) {
            var _ = timer(step, true);
            var _ = timer(step, false);
        }
    }

    void ended(StepKind step, boolean succeeded, Duration took) {
        timer(step, succeeded).record(took);
    }

    private Timer timer(StepKind step, boolean succeeded) {
        return Timer.builder("dr.executor.step")
                .description("Steps that were executed here")
                .tag("step", step.name().toLowerCase(Locale.ROOT))
                .tag("result", succeeded ? "succeeded" : "failed")
                .register(meters);
    }
}
