package io.bascule.backup.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A key that encrypts data keys and nothing else. It never leaves this object. */
public final class WrappingKey {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final String id;

    private WrappingKey(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, "AES");
        this.id = idOf(bytes);
    }

    /**
     * Reads a key.
     *
     * @param base64 32 random bytes
     * @param name what to call it in an error; the text itself is never repeated
     * @throws IllegalArgumentException if it is something else
     */
    public static WrappingKey parse(String base64, String name) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException _) {
            bytes = new byte[0];
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "Expected 32 bytes in base64 as "
                            + name
                            + ", but found something else; make one with: openssl rand -base64 32");
        }
        return new WrappingKey(bytes);
    }

    /** Names the key without telling about it: the first 8 bytes of a hash, hexadecimal. */
    public String id() {
        return id;
    }

    WrappedKey wrap(byte[] dataKey, String backupId) {
        byte[] nonce = new byte[12];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, backupId).doFinal(dataKey);
            var base64 = Base64.getEncoder();
            return new WrappedKey(id, base64.encodeToString(nonce), base64.encodeToString(sealed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected AES-256-GCM to wrap a key", e);
        }
    }

    byte[] unwrap(WrappedKey wrapped, String backupId) throws GeneralSecurityException {
        try {
            var base64 = Base64.getDecoder();
            return cipher(Cipher.DECRYPT_MODE, base64.decode(wrapped.nonce()), backupId)
                    .doFinal(base64.decode(wrapped.ciphertext()));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("Expected base64 in the wrapped key", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String backupId) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(backupId.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static String idOf(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("bascule wrapping key".getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(bytes), 8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected SHA-256 in every Java", e);
        }
    }

    @Override
    public String toString() {
        return "key " + id;
    }
}
