package io.bascule.backup.seal;

import java.security.SecureRandom;
import java.util.Base64;

/** Random keys for tests. */
public final class Keys {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Keys() {}

    public static KeyRing ring() {
        return new KeyRing(
                WrappingKey.parse(random(), "wrapping"), WrappingKey.parse(random(), "recovery"));
    }

    public static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
