package io.bascule.backup.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How new objects are to be kept.
 *
 * @param storageClass such as {@code STANDARD_IA}; null for the service's or the bucket's default
 * @param lockMode {@code GOVERNANCE} or {@code COMPLIANCE}; null for no lock
 * @param lockedUntil until when; null for no lock
 */
public record Keeping(
        @Nullable String storageClass, @Nullable String lockMode, @Nullable Instant lockedUntil) {

    /** As the bucket does by default. */
    public static final Keeping DEFAULT = new Keeping(null, null, null);

    public Keeping {
        if ((lockMode == null) != (lockedUntil == null)) {
            throw new IllegalArgumentException(
                    "Expected a lock's mode and end together, but found "
                            + lockMode
                            + " and "
                            + lockedUntil);
        }
    }
}
