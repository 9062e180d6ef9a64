package io.bascule.backup.seal;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;

/**
 * A key that never leaves AWS KMS: data keys are sent there to be wrapped and unwrapped, with the
 * backup's id as encryption context.
 */
final class KmsKey implements WrappingKey {

    /** The name of the backup's id in the encryption context. */
    static final String CONTEXT = "bascule-backup";

    private final KmsClient kms;
    private final String arn;
    private final String id;

    KmsKey(KmsClient kms, String arn) {
        this.kms = kms;
        this.arn = arn;
        this.id = KeyIds.of("bascule kms key", arn);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public WrappedKey wrap(byte[] dataKey, String backupId) throws KeyUnavailableException {
        try {
            var wrapped =
                    kms.encrypt(r ->
                            r.keyId(arn)
                                    .plaintext(SdkBytes.fromByteArray(dataKey))
                                    .encryptionContext(Map.of(CONTEXT, backupId)));
            return new WrappedKey(
                    id,
                    null,
                    Base64.getEncoder()
                            .encodeToString(wrapped.ciphertextBlob().asByteArrayUnsafe()),
                    arn);
        } catch (SdkException e) {
            throw unavailable("wrap", backupId, e);
        }
    }

    @Override
    public byte[] unwrap(WrappedKey wrapped, String backupId) throws GeneralSecurityException {
        byte[] ciphertext;
        try {
            ciphertext = Base64.getDecoder().decode(wrapped.ciphertext());
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("Expected base64 in the wrapped key", e);
        }
        try {
            return kms.decrypt(r ->
                            r.keyId(arn)
                                    .ciphertextBlob(SdkBytes.fromByteArray(ciphertext))
                                    .encryptionContext(Map.of(CONTEXT, backupId)))
                    .plaintext()
                    .asByteArray();
        } catch (InvalidCiphertextException | IncorrectKeyException e) {
            throw new GeneralSecurityException(
                    "Expected the data key of "
                            + backupId
                            + " as KMS key "
                            + arn
                            + " wrapped it, but it is another: "
                            + e.getMessage(),
                    e);
        } catch (SdkException e) {
            throw unavailable("unwrap", backupId, e);
        }
    }

    private KeyUnavailableException unavailable(String verb, String backupId, SdkException e) {
        return new KeyUnavailableException(
                "Expected KMS key "
                        + arn
                        + " to "
                        + verb
                        + " the data key of "
                        + backupId
                        + ", but "
                        + e.getMessage()
                        + "; check the key's state and policy, and bascule.backup.kms",
                e);
    }

    @Override
    public String toString() {
        return "KMS key " + arn;
    }
}
