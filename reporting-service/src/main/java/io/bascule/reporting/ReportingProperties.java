package io.bascule.reporting;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of this service; {@code application.yml} documents each.
 *
 * @param dataDir folder of the embedded database
 * @param quiet runs are measured when no fact has arrived for this long; 10 ms to 10 s
 * @param readinessEvery how often readiness is compared; 1 s to 1 min
 */
@ConfigurationProperties("bascule.reporting")
public record ReportingProperties(
        @DefaultValue("./data/reporting") String dataDir,
        @DefaultValue("200ms") Duration quiet,
        @DefaultValue("5s") Duration readinessEvery) {

    public ReportingProperties {
        within("quiet", quiet, Duration.ofMillis(10), Duration.ofSeconds(10));
        within("readiness-every", readinessEvery, Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "Expected bascule.reporting."
                            + key
                            + " from "
                            + least
                            + " to "
                            + most
                            + ", but found "
                            + value);
        }
    }
}
