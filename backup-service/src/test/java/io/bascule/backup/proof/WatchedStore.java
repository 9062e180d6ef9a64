package io.bascule.backup.proof;

import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.ObjectWriter;
import io.bascule.backup.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A store to which something happens once a number of bytes has been written. */
final class WatchedStore implements BackupStore {

    private final BackupStore store;
    private final long after;
    private final Runnable what;
    private final AtomicBoolean happened = new AtomicBoolean();

    WatchedStore(BackupStore store, long after, Runnable what) {
        this.store = store;
        this.after = after;
        this.what = what;
    }

    boolean happened() {
        return happened.get();
    }

    @Override
    public ObjectWriter create(String key) throws IOException {
        var writer = store.create(key);
        return new ObjectWriter() {
            private long bytes;

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                writer.write(buffer, offset, length);
                bytes += length;
                if (bytes > after && happened.compareAndSet(false, true)) {
                    what.run();
                }
            }

            @Override
            public StoredObject complete() throws IOException {
                return writer.complete();
            }

            @Override
            public void close() throws IOException {
                writer.close();
            }
        };
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
    public List<StoredObject> list(String prefix) throws IOException {
        return store.list(prefix);
    }

    @Override
    public void delete(String key) throws IOException {
        store.delete(key);
    }

    @Override
    public Optional<Instant> now() throws IOException {
        return store.now();
    }

    @Override
    public int abortStale(String prefix, Predicate<String> stale) throws IOException {
        return store.abortStale(prefix, stale);
    }
}
