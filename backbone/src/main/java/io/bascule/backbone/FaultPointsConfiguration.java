package io.bascule.backbone;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Fault points: none, unless a folder for them is named. That is seen when the service starts, not
 * by a condition: where beans are made code, conditions are settled by the build.
 */
@Configuration(proxyBeanMethods = false)
class FaultPointsConfiguration {

    @Bean
    @ConditionalOnMissingBean
    FaultPoints faultPoints(
            @Value("${bascule.fault-points-dir:}") String folder,
            Clock clock,
            ObjectProvider<MeterRegistry> meters) {
        if (folder.isBlank()) {
            return FaultPoints.NONE;
        }
        var points =
                new ArmedFaultPoints(
                        Path.of(folder), clock, exitCode -> Runtime.getRuntime().halt(exitCode));
        meters.ifAvailable(registry ->
                Gauge.builder("dr.fault.points.armed", () -> points.armed().size())
                        .description(
                                "Fault points at which this process would die; only there where they are enabled")
                        .register(registry));
        return points;
    }

    /** Only where health is served at all. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class Shown {

        /** None where there are no fault points. */
        @Bean("faultPointsHealthIndicator")
        @Nullable HealthIndicator shown(FaultPoints points) {
            return points instanceof ArmedFaultPoints armed ? new FaultPointsHealth(armed) : null;
        }
    }
}
