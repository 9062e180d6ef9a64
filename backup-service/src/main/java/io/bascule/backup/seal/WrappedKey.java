package io.bascule.backup.seal;

/**
 * A data key, encrypted with AES-256-GCM under another key; the associated data is the backup's id.
 *
 * @param keyId which key opens it; derived from the key, says nothing about it
 * @param nonce 12 bytes, base64
 * @param ciphertext 32 bytes and a tag of 16, base64
 */
public record WrappedKey(String keyId, String nonce, String ciphertext) {}
