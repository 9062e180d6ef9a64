package io.bascule.backup.dump;

import io.bascule.backup.seal.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.util.SplittableRandom;

/** Streams pseudo-random bytes through the whole pipeline into a store that counts. */
final class SmallHeap {

    private SmallHeap() {}

    public static void main(String[] args) throws IOException {
        long size = Long.parseLong(args[0]);
        var key = Keys.ring().newDataKey("backup");
        long begun = System.nanoTime();
        var item =
                new Pipeline(3, 1)
                        .store(
                                new Noise(size),
                                key,
                                new CountingStore(),
                                "dump",
                                "object",
                                () -> {});
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
}
