package io.bascule.backup.dump;

import io.bascule.backup.seal.Keys;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.ObjectServer;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.URI;
import java.util.SplittableRandom;

/**
 * Streams pseudo-random bytes through the whole pipeline: so many, into a store that counts or into
 * the S3 server at an address.
 */
final class SmallHeap {

    private static final String OBJECT = "object";

    private SmallHeap() {}

    public static void main(String[] args) throws IOException {
        long size = Long.parseLong(args[0]);
        if (args.length > 1) {
            System.setProperty("aws.accessKeyId", "test");
            System.setProperty("aws.secretAccessKey", "test");
            try (var stores = new Stores(TestStores.s3At(URI.create(args[1])))) {
                var store = stores.of("s3://" + ObjectServer.BUCKET + "/heap");
                stream(size, store);
                store.delete(OBJECT);
            }
        } else {
            stream(size, new CountingStore());
        }
    }

    private static void stream(long size, BackupStore store) throws IOException {
        var key = Keys.ring().newDataKey("backup");
        long begun = System.nanoTime();
        var item = new Pipeline(1, 1).store(new Noise(size), key, store, "dump", OBJECT, () -> {});
        double seconds = (System.nanoTime() - begun) / 1e9;
        double peak = 0;
        for (var pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                peak += pool.getPeakUsage().getUsed() / (double) (1 << 20);
            }
        }
        System.out.printf(
                "bytes %d stored %d, %.0f MB/s, peak heap %.1f MiB%n",
                item.sourceBytes(), item.storedBytes(), size / 1e6 / seconds, peak);
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
}
