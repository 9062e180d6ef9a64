package io.bascule.backup.dump;

import io.bascule.backup.manifest.Manifest;
import io.bascule.contracts.Position;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What taking a backup brought; all of it is in the store.
 *
 * @param database null for files
 * @param position where the source stood just before; null for files
 * @param snapshotAt the instant whose state it is
 * @param sentBytes sent to the store: less than is stored where unchanged content lay there already
 */
public record Captured(
        List<Manifest.Item> items,
        Manifest.@Nullable Database database,
        @Nullable Position position,
        Instant snapshotAt,
        long sentBytes) {

    public Captured {
        items = List.copyOf(items);
    }
}
