package io.bascule.backup.dump;

import io.bascule.backup.seal.Keys;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.ObjectWriter;
import io.bascule.backup.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Streams pseudo-random bytes through the whole pipeline into a store that counts. */
final class SmallHeap {

    private SmallHeap() {}

    public static void main(String[] args) throws IOException {
        long size = Long.parseLong(args[0]);
        var key = Keys.ring().newDataKey("backup");
        long begun = System.nanoTime();
        var item =
                new Pipeline(3, 1)
                        .store(new Noise(size), key, new Counting(), "dump", "object", () -> {});
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                "bytes %d stored %d, %.0f MB/s%n",
                item.sourceBytes(), item.storedBytes(), size / 1e6 / seconds);
    }

    /** Half of it compresses, as a dump's would. */
    private static final class Noise extends InputStream {

        private final SplittableRandom random = new SplittableRandom(7);
        private final byte[] block = new byte[1 << 16];
        private long left;

        Noise(long size) {
            left = size;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("Expected reads of blocks");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int n = (int) Math.min(left, Math.min(length, block.length));
            for (int i = 0; i < n; i += 2) {
                block[i] = (byte) random.nextInt();
            }
            System.arraycopy(block, 0, buffer, offset, n);
            left -= n;
            return n;
        }
    }

    private static final class Counting implements BackupStore {

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
}
