package io.bascule.sandbox.world;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The secrets of one world, made for it; those of a lasting one lie in its folder, mode 0600. They
 * travel in the environment of those processes that need them, never in arguments.
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

    /** As they are kept. */
    Map<String, String> values() {
        return Map.of(
                "superuser", superuser,
                "bascule", bascule,
                "orders", orders,
                "replicator", replicator,
                "wrappingKey", wrappingKey,
                "recoveryKey", recoveryKey,
                "webhook", webhook);
    }

    /**
     * Those that were kept.
     *
     * @throws SandboxException if one is missing
     */
    static Passwords of(Map<String, String> values) {
        return new Passwords(
                kept(values, "superuser"),
                kept(values, "bascule"),
                kept(values, "orders"),
                kept(values, "replicator"),
                kept(values, "wrappingKey"),
                kept(values, "recoveryKey"),
                kept(values, "webhook"));
    }

    private static String kept(Map<String, String> values, String name) {
        var value = values.get(name);
        if (value == null || value.isBlank()) {
            throw new SandboxException(
                    SandboxException.Cause.WORLD,
                    "Expected the sandbox's secret '"
                            + name
                            + "' in its folder, but it is gone: the data cannot be used any more; remove it with ./bascule down --delete");
        }
        return value;
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
