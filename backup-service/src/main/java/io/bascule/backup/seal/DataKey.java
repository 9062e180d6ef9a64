package io.bascule.backup.seal;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * The key of one backup. Streams are in Tink's format AES256_GCM_HKDF_1MB: segments of 1 MiB, each
 * authenticated with its number and whether it is the last, so that neither a flipped bit nor a cut
 * at a segment's border passes unseen. The associated data is the backup's id: the content of one
 * backup does not pass for another's.
 */
public final class DataKey {

    /** The format's name in manifests. */
    public static final String FORMAT = "AES256_GCM_HKDF_1MB";

    static final int BYTES = 32;
    private static final int SEGMENT = 1 << 20;

    private final byte[] bytes;
    private final String backupId;

    DataKey(byte[] bytes, String backupId) {
        this.bytes = bytes;
        this.backupId = backupId;
    }

    /** What is written there arrives encrypted; closing writes the last segment. */
    public OutputStream encrypting(OutputStream out) throws IOException {
        try {
            return streaming().newEncryptingStream(out, associatedData());
        } catch (GeneralSecurityException e) {
            throw new IOException("Expected " + FORMAT + " to encrypt", e);
        }
    }

    /**
     * The plain content. Reading throws {@link IOException} at the first segment that is not what
     * was written; only a read that says -1 has seen the last one.
     */
    public InputStream decrypting(InputStream in) throws IOException {
        try {
            return streaming().newDecryptingStream(in, associatedData());
        } catch (GeneralSecurityException e) {
            throw new IOException("Expected " + FORMAT + " to decrypt", e);
        }
    }

    WrappedKey wrappedBy(WrappingKey key) throws KeyUnavailableException {
        return key.wrap(bytes, backupId);
    }

    private AesGcmHkdfStreaming streaming() throws GeneralSecurityException {
        var _ = CipherWarmUp.begin();
        return new AesGcmHkdfStreaming(bytes, "HmacSha256", BYTES, SEGMENT, 0);
    }

    private byte[] associatedData() {
        return backupId.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "data key of " + backupId;
    }
}
