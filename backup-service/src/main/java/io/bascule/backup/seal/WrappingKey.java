package io.bascule.backup.seal;

import java.security.GeneralSecurityException;

/** A key that encrypts data keys and nothing else. */
public interface WrappingKey {

    /**
     * Reads a key that this process holds itself.
     *
     * @param base64 32 random bytes
     * @param name what to call it in an error; the text itself is never repeated
     * @throws IllegalArgumentException if it is something else
     */
    static WrappingKey parse(String base64, String name) {
        return LocalKey.parse(base64, name);
    }

    /** Names the key without telling about it: 16 hexadecimal digits. */
    String id();

    /**
     * Encrypts a data key, bound to its backup.
     *
     * @throws KeyUnavailableException if whoever keeps the key does not do it
     */
    WrappedKey wrap(byte[] dataKey, String backupId) throws KeyUnavailableException;

    /**
     * Decrypts one.
     *
     * @throws KeyUnavailableException if whoever keeps the key does not answer, or may not
     * @throws GeneralSecurityException if it is not what this key made for that backup
     */
    byte[] unwrap(WrappedKey wrapped, String backupId) throws GeneralSecurityException;
}
