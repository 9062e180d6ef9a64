package io.bascule.backup.seal;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The two keys that every data key is wrapped by: one for daily use, and one that is kept offline
 * for the day on which the first is lost.
 *
 * @param previous keys of earlier days: they open old backups and wrap nothing any more
 */
public record KeyRing(WrappingKey wrapping, WrappingKey recovery, List<WrappingKey> previous) {

    private static final SecureRandom RANDOM = new SecureRandom();

    public KeyRing {
        previous = List.copyOf(previous);
    }

    /** Without keys of earlier days. */
    public KeyRing(WrappingKey wrapping, WrappingKey recovery) {
        this(wrapping, recovery, List.of());
    }

    /** A random key for one backup. */
    public DataKey newDataKey(String backupId) {
        byte[] bytes = new byte[DataKey.BYTES];
        RANDOM.nextBytes(bytes);
        return new DataKey(bytes, backupId);
    }

    /**
     * The data key as the manifest holds it: once per key of this ring.
     *
     * @throws KeyUnavailableException if whoever keeps one of them does not do it
     */
    public List<WrappedKey> wrap(DataKey key) throws KeyUnavailableException {
        return List.of(key.wrappedBy(wrapping), key.wrappedBy(recovery));
    }

    /**
     * Opens the data key of a backup with whichever key fits.
     *
     * @throws GeneralSecurityException if none does
     */
    public DataKey unwrap(List<WrappedKey> wrapped, String backupId)
            throws GeneralSecurityException {
        var all = new ArrayList<>(List.of(wrapping, recovery));
        all.addAll(previous);
        for (var key : all) {
            for (var candidate : wrapped) {
                if (candidate.keyId().equals(key.id())) {
                    return new DataKey(key.unwrap(candidate, backupId), backupId);
                }
            }
        }
        throw new GeneralSecurityException(
                "Expected a data key wrapped by one of "
                        + all.stream().map(WrappingKey::id).toList()
                        + ", but found "
                        + wrapped.stream().map(WrappedKey::keyId).toList()
                        + "; configure the key that the backup was made with");
    }
}
