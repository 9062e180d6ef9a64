package io.bascule.sandbox.world;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The secrets of one world, made for it and gone with it. They travel in the environment of those
 * processes that need them, never in arguments.
 *
 * @param superuser of the role {@code postgres}
 * @param bascule of the role that the platform connects as
 * @param orders of the role that the application's client connects as
 * @param replicator of the role that standbys stream as
 * @param wrappingKey 32 random bytes, Base64
 * @param recoveryKey 32 random bytes, Base64
 * @param webhook {@code whsec_} and Base64 of 32 random bytes
 */
record Passwords(
        String superuser,
        String bascule,
        String orders,
        String replicator,
        String wrappingKey,
        String recoveryKey,
        String webhook) {

    static Passwords random() {
        return new Passwords(hex(), hex(), hex(), hex(), base64(), base64(), "whsec_" + base64());
    }

    /** All of them. */
    List<String> all() {
        return List.of(superuser, bascule, orders, replicator, wrappingKey, recoveryKey, webhook);
    }

    private static String hex() {
        return HexFormat.of().formatHex(bytes(16));
    }

    private static String base64() {
        return Base64.getEncoder().encodeToString(bytes(32));
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** No secret is part of it. */
    @Override
    public String toString() {
        return "Passwords[]";
    }
}
