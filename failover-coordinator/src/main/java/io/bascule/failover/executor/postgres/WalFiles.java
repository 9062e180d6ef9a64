package io.bascule.failover.executor.postgres;

import io.bascule.contracts.Lsn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The files of a write-ahead log, by position. */
final class WalFiles {

    private WalFiles() {}

    /** Name of the file that holds a position. */
    static String name(int timeline, Lsn lsn, long segmentBytes) {
        long segment = Long.divideUnsigned(lsn.value(), segmentBytes);
        long perLog = 0x1_0000_0000L / segmentBytes;
        return String.format("%08X%08X%08X", timeline, segment / perLog, segment % perLog);
    }

    /** Copies the files of a timeline from one position to another; on disk when this returns. */
    static void copy(Path pgWal, Path to, int timeline, Lsn first, Lsn last, long segmentBytes) {
        try {
            Files.createDirectories(to);
            long begin = Long.divideUnsigned(first.value(), segmentBytes);
            long end = Long.divideUnsigned(last.value(), segmentBytes);
            for (long segment = begin; segment <= end; segment++) {
                var name = name(timeline, new Lsn(segment * segmentBytes), segmentBytes);
                var source = pgWal.resolve(name);
                // The end may lie exactly where the next file would begin.
                if (Files.exists(source)) {
                    Files.copy(source, to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                    sync(to.resolve(name));
                }
            }
            sync(to);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to copy WAL from " + pgWal + " to " + to, e);
        }
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
