package io.bascule.backup.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A store whose content comes back spoilt, for trials of whatever reads it. It cannot be written
 * to, and what lies in the store stays as it is.
 */
public final class SpoiltStore implements BackupStore {

    private final BackupStore store;
    private final String key;
    private final UnaryOperator<InputStream> spoil;

    private SpoiltStore(BackupStore store, String key, UnaryOperator<InputStream> spoil) {
        this.store = store;
        this.key = key;
        this.spoil = spoil;
    }

    /** One bit of an object is the other one. */
    public static SpoiltStore flipped(BackupStore store, String key, long at, int bit) {
        return new SpoiltStore(store, key, in -> new Flipped(in, at, 1 << bit));
    }

    /** An object ends early. */
    public static SpoiltStore cut(BackupStore store, String key, long end) {
        return new SpoiltStore(store, key, in -> new Cut(in, end));
    }

    @Override
    public InputStream read(String wanted) throws IOException {
        var in = store.read(wanted);
        return wanted.equals(key) ? spoil.apply(in) : in;
    }

    @Override
    public URI uriOf(String wanted) {
        return store.uriOf(wanted);
    }

    @Override
    public Optional<StoredObject> head(String wanted) throws IOException {
        return store.head(wanted);
    }

    @Override
    public void expectThere() throws StoreUnavailableException {
        store.expectThere();
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        return store.list(prefix);
    }

    @Override
    public Optional<Instant> now() throws IOException {
        return store.now();
    }

    @Override
    public ObjectWriter create(String wanted) {
        throw new UnsupportedOperationException("Expected a spoilt view to be read only");
    }

    @Override
    public void delete(String wanted) {
        throw new UnsupportedOperationException("Expected a spoilt view to be read only");
    }

    @Override
    public int abortStale(String prefix, Predicate<String> stale) {
        throw new UnsupportedOperationException("Expected a spoilt view to be read only");
    }

    private static final class Flipped extends FilterInputStream {

        private final long at;
        private final int mask;
        private long offset;

        Flipped(InputStream in, long at, int mask) {
            super(in);
            this.at = at;
            this.mask = mask;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int off, int length) throws IOException {
            int n = in.read(buffer, off, length);
            if (n > 0) {
                if (at >= offset && at < offset + n) {
                    buffer[off + (int) (at - offset)] ^= (byte) mask;
                }
                offset += n;
            }
            return n;
        }
    }

    private static final class Cut extends FilterInputStream {

        private long left;

        Cut(InputStream in, long end) {
            super(in);
            this.left = end;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int off, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = in.read(buffer, off, (int) Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }
    }
}
