package io.bascule.backup.wal;

import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.ObjectWriter;
import io.bascule.backup.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A store that takes nothing while it is told so. */
final class RefusingStore implements BackupStore {

    private final BackupStore store;
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean refuses;

    RefusingStore(BackupStore store) {
        this.store = store;
    }

    void refuse(boolean from) {
        refuses = from;
    }

    int refusals() {
        return refusals.get();
    }

    @Override
    public ObjectWriter create(String key) throws IOException {
        if (refuses) {
            refusals.incrementAndGet();
            throw new IOException("Expected room for " + key + ", but the store is full");
        }
        return store.create(key);
    }

    @Override
    public URI uriOf(String key) {
        return store.uriOf(key);
    }

    @Override
    public Optional<StoredObject> head(String key) throws IOException {
        return store.head(key);
    }

    @Override
    public InputStream read(String key) throws IOException {
        return store.read(key);
    }

    @Override
    public Optional<Instant> now() throws IOException {
        return store.now();
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        return store.list(prefix);
    }

    @Override
    public void delete(String key) throws IOException {
        store.delete(key);
    }

    @Override
    public int abortStale(String prefix, Predicate<String> stale) throws IOException {
        return store.abortStale(prefix, stale);
    }
}
