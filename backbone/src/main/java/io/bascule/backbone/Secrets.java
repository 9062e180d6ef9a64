package io.bascule.backbone;

import io.bascule.contracts.plan.SecretRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Resolves the name of a secret where the secret is needed. The secret itself is never logged or
 * kept.
 */
public final class Secrets {

    private static final long MOST_BYTES = 64 * 1024;

    private Secrets() {}

    /**
     * The secret, without the line end that a file may have.
     *
     * @throws IllegalStateException if the variable is not set, or the file cannot be read or is
     *     larger than 64 KiB; the message names the reference
     */
    public static String resolve(SecretRef secret) {
        String reference = secret.reference();
        String name = reference.substring(reference.indexOf(':') + 1);
        return reference.startsWith("env:") ? fromEnvironment(name) : fromFile(Path.of(name));
    }

    private static String fromEnvironment(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException(
                    "Expected a secret in the environment variable "
                            + name
                            + ", but it is not set; set it and restart");
        }
        return value;
    }

    private static String fromFile(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalStateException(
                        "Expected a secret of at most 64 KiB in "
                                + file
                                + ", but the file is larger");
            }
            return Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Expected a readable file with a secret at " + file + ", but " + e, e);
        }
    }
}
