package io.bascule.backup.dump;

import io.bascule.backup.manifest.Manifest;
import io.bascule.contracts.Position;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What taking a backup brought; all of it is in the store.
 *
 * @param packs contents that backups of the same job share; none for databases
 * @param remarks what a person should know of it, such as a file that changed while it was read
 * @param database null for files
 * @param position where the source stood just before; null for files
 * @param snapshotAt the instant whose state it is
 * @param sentBytes sent to the store: less than is stored where unchanged content lay there already
 * @param sourceBytes of the whole content, sent or not
 * @param end where the source stood when it was complete; null if nobody asked
 */
public record Captured(
        List<Manifest.Item> items,
        List<Manifest.Pack> packs,
        List<String> remarks,
        Manifest.@Nullable Database database,
        @Nullable Position position,
        Instant snapshotAt,
        long sentBytes,
        long sourceBytes,
        @Nullable Position end) {

    public Captured {
        items = List.copyOf(items);
        packs = List.copyOf(packs);
        remarks = List.copyOf(remarks);
    }

    /** Nobody asked where the source stood at the end. */
    public Captured(
            List<Manifest.Item> items,
            List<Manifest.Pack> packs,
            List<String> remarks,
            Manifest.@Nullable Database database,
            @Nullable Position position,
            Instant snapshotAt,
            long sentBytes,
            long sourceBytes) {
        this(items, packs, remarks, database, position, snapshotAt, sentBytes, sourceBytes, null);
    }

    Captured endingAt(Position position) {
        return new Captured(
                items,
                packs,
                remarks,
                database,
                this.position,
                snapshotAt,
                sentBytes,
                sourceBytes,
                position);
    }

    /** Of a database: all of it was sent. */
    static Captured of(
            List<Manifest.Item> items,
            Manifest.Database database,
            Position position,
            Instant snapshotAt) {
        return new Captured(
                items,
                List.of(),
                List.of(),
                database,
                position,
                snapshotAt,
                items.stream().mapToLong(Manifest.Item::storedBytes).sum(),
                items.stream().mapToLong(Manifest.Item::sourceBytes).sum());
    }
}
