package io.bascule.contracts.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of a key that wraps other keys, never the key: {@code env:NAME} and {@code file:PATH} as
 * for every secret, or {@code kms:ARN} for one that AWS KMS keeps.
 *
 * @param reference the name, with its scheme
 */
public record KeyRef(@JsonValue String reference) {

    /**
     * @throws IllegalArgumentException if it is none of these
     */
    @JsonCreator
    public KeyRef {
        if (!reference.startsWith("kms:arn:")) {
            try {
                var _ = new SecretRef(reference);
            } catch (IllegalArgumentException e) {
                // The text is not repeated: it may be the key itself.
                throw new IllegalArgumentException(
                        "Expected the name of a key, env:NAME, file:PATH or kms:arn:..., but found something else; a plan never holds a key",
                        e);
            }
        }
    }

    @Override
    public String toString() {
        return reference;
    }
}
