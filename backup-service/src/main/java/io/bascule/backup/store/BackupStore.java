package io.bascule.backup.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A destination of backups. Objects are written once: a name that is taken is refused, never
 * overwritten. Names are relative to the destination and use {@code /}.
 */
public interface BackupStore {

    /** Where an object of that name lies. */
    URI uriOf(String key);

    /**
     * Whether it can be asked at all: a folder that is not mounted lacks no object of a backup.
     *
     * @throws StoreUnavailableException if not
     */
    default void expectThere() throws StoreUnavailableException {}

    /** Begins an object. */
    ObjectWriter create(String key) throws IOException;

    /** Writes a small object in one step. */
    default StoredObject put(String key, byte[] content) throws IOException {
        try (var writer = create(key)) {
            writer.write(content, 0, content.length);
            return writer.complete();
        }
    }

    /** What the store knows of an object without reading it; empty if there is none. */
    Optional<StoredObject> head(String key) throws IOException;

    /** Reads an object from its first byte. */
    InputStream read(String key) throws IOException;

    /**
     * Reads a small object.
     *
     * @throws IOException also if it is larger than {@code most} bytes
     */
    default byte[] readSmall(String key, int most) throws IOException {
        try (var in = read(key)) {
            var bytes = new ByteArrayOutputStream();
            bytes.write(in.readNBytes(most));
            if (in.read() >= 0) {
                throw new IOException(
                        "Expected at most "
                                + most
                                + " bytes in "
                                + uriOf(key)
                                + ", but found more");
            }
            return bytes.toByteArray();
        }
    }

    /** The store's own clock; empty if it has none of its own. */
    Optional<Instant> now() throws IOException;

    /** All objects whose name begins so, in the order of their names. */
    List<StoredObject> list(String prefix) throws IOException;

    /** Removes an object; nothing happens if there is none. */
    void delete(String key) throws IOException;

    /**
     * Removes what unfinished writers left behind below a prefix.
     *
     * @param stale whether the writer of that name is gone
     * @return how many were removed
     */
    int abortStale(String prefix, Predicate<String> stale) throws IOException;
}
