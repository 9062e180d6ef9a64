package io.bascule.backup.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A key of this process: AES-256-GCM. It never leaves this object. */
final class LocalKey implements WrappingKey {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final String id;

    private LocalKey(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, "AES");
        this.id = KeyIds.of("bascule wrapping key", bytes);
    }

    static LocalKey parse(String base64, String name) {
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
        return new LocalKey(bytes);
    }

    /** The first 8 bytes of a hash of it, hexadecimal. */
    @Override
    public String id() {
        return id;
    }

    @Override
    public WrappedKey wrap(byte[] dataKey, String backupId) {
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

    @Override
    public byte[] unwrap(WrappedKey wrapped, String backupId) throws GeneralSecurityException {
        try {
            var base64 = Base64.getDecoder();
            return cipher(
                            Cipher.DECRYPT_MODE,
                            base64.decode(Objects.requireNonNullElse(wrapped.nonce(), "")),
                            backupId)
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

    @Override
    public String toString() {
        return "key " + id;
    }
}
