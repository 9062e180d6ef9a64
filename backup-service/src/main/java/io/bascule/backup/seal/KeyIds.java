package io.bascule.backup.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** Short names that say nothing about what they name. */
final class KeyIds {

    private static final int BYTES = 8;

    private KeyIds() {}

    /** The first 8 bytes of a hash, hexadecimal. */
    static String of(String kind, byte[] secret) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(kind.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(secret), BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected SHA-256 in every Java", e);
        }
    }

    static String of(String kind, String name) {
        return of(kind, name.getBytes(StandardCharsets.UTF_8));
    }
}
