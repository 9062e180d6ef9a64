package io.bascule.backbone;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * Who speaks.
 *
 * @param service name of the service, such as {@code backup-service}; absent for {@code
 *     spring.application.name}
 * @param place where this instance stands: a site's name, or the witness
 * @param retries how often a listener that failed is tried again before its record is put aside
 * @param retryIntervalMillis time between two such attempts, in milliseconds
 */
@ConfigurationProperties("bascule")
record BackboneProperties(
        @Nullable String service,
        @DefaultValue("witness") String place,
        @DefaultValue("3") int retries,
        @DefaultValue("200") long retryIntervalMillis) {

    BackboneProperties {
        if (retries < 0 || retries > 100) {
            throw new IllegalArgumentException(
                    "Expected bascule.retries from 0 to 100, but found " + retries);
        }
        if (retryIntervalMillis < 1 || retryIntervalMillis > 60_000) {
            throw new IllegalArgumentException(
                    "Expected bascule.retry-interval-millis from 1 to 60000, but found "
                            + retryIntervalMillis);
        }
    }

    /** The name to speak under. */
    String serviceName(Environment environment) {
        return service != null
                ? service
                : environment.getProperty("spring.application.name", "unnamed");
    }
}
