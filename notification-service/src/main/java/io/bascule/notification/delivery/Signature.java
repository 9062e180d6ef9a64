package io.bascule.notification.delivery;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The signature of Standard Webhooks 1.0: {@code v1,} and the Base64 of HMAC-SHA256 over {@code
 * id.timestamp.body}. With several secrets there are several signatures, so that a receiver can
 * change from one to the next without a gap.
 */
final class Signature {

    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final int MOST_SECRETS = 4;

    private final List<SecretKeySpec> keys;

    private Signature(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * @param secrets one or several of {@code whsec_...}, separated by white space, newest first
     * @throws IllegalArgumentException if they are not such; no secret is repeated in the message
     */
    static Signature with(String secrets) {
        var keys = new ArrayList<SecretKeySpec>();
        for (String secret : secrets.strip().split("\\s+", -1)) {
            keys.add(key(secret));
        }
        if (keys.size() > MOST_SECRETS) {
            throw new IllegalArgumentException(
                    "Expected at most "
                            + MOST_SECRETS
                            + " webhook secrets, but found "
                            + keys.size());
        }
        return new Signature(keys);
    }

    private static SecretKeySpec key(String secret) {
        byte[] bytes = {};
        if (secret.startsWith(PREFIX)) {
            try {
                bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            } catch (IllegalArgumentException e) {
                throw unusable(e);
            }
        }
        if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) {
            throw unusable(null);
        }
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    private static IllegalArgumentException unusable(@Nullable Throwable cause) {
        // The text is not repeated: it is a secret, though a bad one.
        return new IllegalArgumentException(
                "Expected a webhook secret whsec_ and the Base64 of 24 to 64 random bytes, but found something else; make one with: echo whsec_$(openssl rand -base64 32)",
                cause);
    }

    /** The value of {@code webhook-signature}. */
    String of(String id, long timestamp, String body) {
        byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
        return keys.stream()
                .map(key -> "v1," + Base64.getEncoder().encodeToString(hmac(key, signed)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] hmac(SecretKeySpec key, byte[] signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected HmacSHA256 in every Java runtime", e);
        }
    }
}
