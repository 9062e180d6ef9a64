package io.bascule.backbone;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Fault points: none, unless a folder for them is named. */
@Configuration(proxyBeanMethods = false)
class FaultPointsConfiguration {

    static final String IS_NAMED = "!'${bascule.fault-points-dir:}'.isBlank()";

    @Bean
    @ConditionalOnMissingBean
    FaultPoints noFaultPoints() {
        return FaultPoints.NONE;
    }

    /** Declared before the above is looked for: nested configurations come first. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnExpression(IS_NAMED)
    static class Armed {

        @Bean
        ArmedFaultPoints armedFaultPoints(
                @Value("${bascule.fault-points-dir}") Path folder,
                Clock clock,
                ObjectProvider<MeterRegistry> meters) {
            var points =
                    new ArmedFaultPoints(
                            folder, clock, exitCode -> Runtime.getRuntime().halt(exitCode));
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

            @Bean
            HealthIndicator faultPoints(ArmedFaultPoints points) {
                return new FaultPointsHealth(points);
            }
        }
    }
}
