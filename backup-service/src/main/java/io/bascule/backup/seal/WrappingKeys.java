package io.bascule.backup.seal;

import io.bascule.backbone.Secrets;
import io.bascule.contracts.plan.SecretRef;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Finds wrapping keys by name: {@code env:NAME} and {@code file:PATH} hold one, {@code kms:ARN} is
 * one that AWS KMS keeps. KMS is not contacted before a key of it is used.
 */
public final class WrappingKeys implements AutoCloseable {

    private static final String KMS = "kms:";
    private static final Pattern ARN =
            Pattern.compile("arn:[a-z0-9-]+:kms:([a-z0-9-]+):\\d{12}:(key|alias)/[A-Za-z0-9/_-]+");

    private final KmsSettings settings;
    private final Map<String, KmsClient> clients = new HashMap<>();

    public WrappingKeys(KmsSettings settings) {
        this.settings = settings;
    }

    /**
     * The key of that name.
     *
     * @param property where the name stands, for errors
     * @throws IllegalArgumentException if it names no key, or what it names is none
     * @throws IllegalStateException if there is nothing where it should be
     */
    public WrappingKey of(@Nullable String name, String property) {
        if (name == null) {
            throw new IllegalStateException(
                    "Expected "
                            + property
                            + " for an encrypted backup, but it is not set; name a secret such as env:NAME, or a key such as kms:arn:aws:kms:...");
        }
        if (!name.startsWith(KMS)) {
            return WrappingKey.parse(Secrets.resolve(new SecretRef(name)), property);
        }
        String arn = name.substring(KMS.length());
        var parts = ARN.matcher(arn);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "Expected the ARN of a KMS key as "
                            + property
                            + ", such as kms:arn:aws:kms:eu-central-1:111122223333:key/UUID, but found "
                            + name);
        }
        return new KmsKey(client(parts.group(1)), arn);
    }

    private synchronized KmsClient client(String region) {
        return clients.computeIfAbsent(region, this::open);
    }

    private KmsClient open(String region) {
        var builder =
                KmsClient.builder()
                        .region(Region.of(region))
                        .overrideConfiguration(o ->
                                o.apiCallTimeout(settings.timeout())
                                        .retryStrategy(
                                                DefaultRetryStrategy.standardStrategyBuilder()
                                                        .maxAttempts(settings.attempts())
                                                        .build()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        return builder.build();
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(KmsClient::close);
    }
}
