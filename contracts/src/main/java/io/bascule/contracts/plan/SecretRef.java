package io.bascule.contracts.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of a secret, never the secret: {@code env:NAME} or {@code file:PATH}. Whoever needs it
 * resolves it where it runs.
 *
 * @param reference the name, with its scheme
 */
public record SecretRef(@JsonValue String reference) {

    /**
     * @throws IllegalArgumentException if it is neither {@code env:} nor {@code file:}
     */
    @JsonCreator
    public SecretRef {
        if (!(reference.startsWith("env:") || reference.startsWith("file:"))
                || reference.endsWith(":")) {
            // The text is not repeated: it may be the secret itself.
            throw new IllegalArgumentException(
                    "Expected the name of a secret, env:NAME or file:PATH, but found something else; a plan never holds a secret");
        }
    }

    @Override
    public String toString() {
        return reference;
    }
}
