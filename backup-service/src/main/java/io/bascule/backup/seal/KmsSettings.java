package io.bascule.backup.seal;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How AWS KMS is reached. Credentials come from the environment or the machine, as for every AWS
 * client; the region is that of each key's ARN.
 *
 * @param endpoint of what speaks its language; absent for AWS
 * @param timeout of one request, its retries included
 * @param attempts how often one request is tried, 1 to 10
 */
public record KmsSettings(
        @Nullable URI endpoint,
        @DefaultValue("20s") Duration timeout,
        @DefaultValue("3") int attempts) {

    public KmsSettings {
        if (attempts < 1 || attempts > 10) {
            throw new IllegalArgumentException(
                    "Expected bascule.backup.kms.attempts from 1 to 10, but found " + attempts);
        }
    }
}
