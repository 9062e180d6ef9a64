package io.bascule.backup.dump;

import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.ObjectWriter;
import io.bascule.backup.store.StoredObject;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A store that counts what it is given and keeps nothing. */
public final class CountingStore implements BackupStore {

    @Override
    public URI uriOf(String key) {
        return URI.create("count:" + key);
    }

    @Override
    public ObjectWriter create(String key) {
        return new ObjectWriter() {
            private long bytes;

            @Override
            public void write(byte[] buffer, int offset, int length) {
                bytes += length;
            }

            @Override
            public StoredObject complete() {
                return new StoredObject(key, bytes, null);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Optional<StoredObject> head(String key) {
        return Optional.empty();
    }

    @Override
    public InputStream read(String key) {
        return InputStream.nullInputStream();
    }

    @Override
    public Optional<Instant> now() {
        return Optional.empty();
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return List.of();
    }

    @Override
    public void delete(String key) {}

    @Override
    public int abortStale(String prefix, Predicate<String> stale) {
        return 0;
    }
}
