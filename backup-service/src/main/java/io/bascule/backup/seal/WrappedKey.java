package io.bascule.backup.seal;

import org.jspecify.annotations.Nullable;

/**
 * A data key, encrypted under another key: with AES-256-GCM, the associated data being the backup's
 * id; or by AWS KMS, the encryption context being {@code bascule-backup=ID}.
 *
 * @param keyId which key opens it; derived from the key or its ARN, says nothing about it
 * @param nonce 12 bytes, base64; absent if KMS made it
 * @param ciphertext 32 bytes and a tag of 16, or what KMS made of them; base64
 * @param kms the ARN of the KMS key that opens it; absent for another key
 */
public record WrappedKey(
        String keyId, @Nullable String nonce, String ciphertext, @Nullable String kms) {

    /** By a key that was held by the service itself. */
    public WrappedKey(String keyId, String nonce, String ciphertext) {
        this(keyId, nonce, ciphertext, null);
    }
}
