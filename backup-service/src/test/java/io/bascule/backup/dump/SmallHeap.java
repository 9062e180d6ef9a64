package io.bascule.backup.dump;

import io.bascule.backup.seal.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.SplittableRandom;

/** Streams pseudo-random bytes through the whole pipeline into a store that counts. */
final class SmallHeap {

    private SmallHeap() {}

    public static void main(String[] args) throws IOException {
        long size = Long.parseLong(args[0]);
        var key = Keys.ring().newDataKey("backup");
        long begun = System.nanoTime();
        var item =
                new Pipeline(1, 1)
                        .store(
                                new Noise(size),
                                key,
                                new CountingStore(),
                                "dump",
                                "object",
                                () -> {});
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
