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
 * @param streams pages of the console that may be open at once; 1 to 1,000
 * @param heartbeat an open page hears something this often at least; 100 ms to 1 min
 */
@ConfigurationProperties("bascule.reporting")
public record ReportingProperties(
        @DefaultValue("./data/reporting") String dataDir,
        @DefaultValue("200ms") Duration quiet,
        @DefaultValue("5s") Duration readinessEvery,
        @DefaultValue("50") int streams,
        @DefaultValue("5s") Duration heartbeat) {

    public ReportingProperties {
        within("quiet", quiet, Duration.ofMillis(10), Duration.ofSeconds(10));
        within("readiness-every", readinessEvery, Duration.ofSeconds(1), Duration.ofMinutes(1));
        within("heartbeat", heartbeat, Duration.ofMillis(100), Duration.ofMinutes(1));
        if (streams < 1 || streams > 1_000) {
            throw new IllegalArgumentException(
                    "Expected bascule.reporting.streams from 1 to 1000, but found " + streams);
        }
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
