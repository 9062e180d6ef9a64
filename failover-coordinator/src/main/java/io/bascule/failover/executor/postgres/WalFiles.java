package io.bascule.failover.executor.postgres;

import io.bascule.contracts.Lsn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The files of a write-ahead log, by position. */
final class WalFiles {

    /** Offset of a page's address in its header (XLogPageHeaderData). */
    private static final int PAGE_ADDRESS = 8;

    private WalFiles() {}

    /** Name of the file that holds a position. */
    static String name(int timeline, Lsn lsn, long segmentBytes) {
        long segment = Long.divideUnsigned(lsn.value(), segmentBytes);
        long perLog = 0x1_0000_0000L / segmentBytes;
        return String.format("%08X%08X%08X", timeline, segment / perLog, segment % perLog);
    }

    /**
     * Copies the files of a timeline from a position to the end of its log; on disk when this
     * returns. A file that was made ready for later, empty or with the content of a former one, is
     * not part of the log and not copied: its first page does not bear its own address.
     *
     * @return how many files there are
     */
    static int copy(Path pgWal, Path to, int timeline, Lsn first, long segmentBytes) {
        try {
            Files.createDirectories(to);
            long begin = Long.divideUnsigned(first.value(), segmentBytes);
            int copied = 0;
            while (true) {
                var start = new Lsn((begin + copied) * segmentBytes);
                var name = name(timeline, start, segmentBytes);
                var source = pgWal.resolve(name);
                if (!Files.exists(source) || !beginsAt(source, start)) {
                    break;
                }
                Files.copy(source, to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                sync(to.resolve(name));
                copied++;
            }
            sync(to);
            return copied;
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to copy WAL from " + pgWal + " to " + to, e);
        }
    }

    /** By the page header: magic, flags and timeline, then the page's address, in native order. */
    private static boolean beginsAt(Path file, Lsn start) throws IOException {
        var header = ByteBuffer.allocate(PAGE_ADDRESS + Long.BYTES).order(ByteOrder.nativeOrder());
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (header.hasRemaining() && channel.read(header) >= 0) {
                // A short file ends the loop.
            }
        }
        return !header.hasRemaining()
                && header.getShort(0) != 0
                && header.getLong(PAGE_ADDRESS) == start.value();
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
