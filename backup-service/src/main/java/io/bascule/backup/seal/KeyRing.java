package io.bascule.backup.seal;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;

/**
 * The two keys that every data key is wrapped by: one for daily use, and one that is kept offline
 * for the day on which the first is lost.
 */
public record KeyRing(WrappingKey wrapping, WrappingKey recovery) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A random key for one backup. */
    public DataKey newDataKey(String backupId) {
        byte[] bytes = new byte[DataKey.BYTES];
        RANDOM.nextBytes(bytes);
        return new DataKey(bytes, backupId);
    }

    /** The data key as the manifest holds it: once per key of this ring. */
    public List<WrappedKey> wrap(DataKey key) {
        return List.of(key.wrappedBy(wrapping), key.wrappedBy(recovery));
    }

    /**
     * Opens the data key of a backup with whichever key fits.
     *
     * @throws GeneralSecurityException if none does
     */
    public DataKey unwrap(List<WrappedKey> wrapped, String backupId)
            throws GeneralSecurityException {
        for (var key : List.of(wrapping, recovery)) {
            for (var candidate : wrapped) {
                if (candidate.keyId().equals(key.id())) {
                    return new DataKey(key.unwrap(candidate, backupId), backupId);
                }
            }
        }
        throw new GeneralSecurityException(
                "Expected a data key wrapped by "
                        + wrapping.id()
                        + " or "
                        + recovery.id()
                        + ", but found "
                        + wrapped.stream().map(WrappedKey::keyId).toList()
                        + "; configure the key that the backup was made with");
    }
}
