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
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a write-ahead log, by position. */
final class WalFiles {

    /** Offset of a page's address in its header (XLogPageHeaderData). */
    private static final int PAGE_ADDRESS = 8;

    /** As every distribution builds it (XLOG_BLCKSZ). */
    private static final int PAGE_BYTES = 8192;

    private static final Pattern FILE = Pattern.compile("[0-9A-F]{24}");

    private static final Logger LOG = LoggerFactory.getLogger(WalFiles.class);

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

    /**
     * A position that nothing in a log lies beyond: the end of the last page of its newest file
     * that bears its own address. To be asked while no server runs. Reads a dozen page headers.
     *
     * @return empty if there is no log, or it cannot be read: then nothing is known
     */
    static Optional<Lsn> endAtMost(Path pgWal) {
        try (var files = Files.list(pgWal)) {
            var newestFirst =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> FILE.matcher(name).matches())
                            .sorted(Comparator.reverseOrder())
                            .toList();
            for (var name : newestFirst) {
                var end = endIn(pgWal.resolve(name), name);
                if (end.isPresent()) {
                    return end;
                }
            }
            return Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().log("The end of the log in {} is not known: {}", pgWal, e.toString());
            return Optional.empty();
        }
    }

    /** Pages are written in order, and what a former use of the file left bears older addresses. */
    private static Optional<Lsn> endIn(Path file, String name) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long bytes = channel.size();
            if (bytes < PAGE_BYTES) {
                return Optional.empty();
            }
            long segmentsPerLog = 0x1_0000_0000L / bytes;
            long segment =
                    Long.parseLong(name.substring(8, 16), 16) * segmentsPerLog
                            + Long.parseLong(name.substring(16), 16);
            long start = segment * bytes;
            long written = 0;
            long beyond = bytes / PAGE_BYTES;
            while (written < beyond) {
                long middle = (written + beyond) >>> 1;
                long at = middle * PAGE_BYTES;
                if (hasAddress(channel, at, start + at)) {
                    written = middle + 1;
                } else {
                    beyond = middle;
                }
            }
            return written == 0
                    ? Optional.empty()
                    : Optional.of(new Lsn(start + written * PAGE_BYTES));
        }
    }

    /** By the page header: magic, flags and timeline, then the page's address, in native order. */
    private static boolean hasAddress(FileChannel channel, long at, long address)
            throws IOException {
        var header = ByteBuffer.allocate(PAGE_ADDRESS + Long.BYTES).order(ByteOrder.nativeOrder());
        while (header.hasRemaining() && channel.read(header, at + header.position()) >= 0) {
            // A short file ends the loop.
        }
        return !header.hasRemaining()
                && header.getShort(0) != 0
                && header.getLong(PAGE_ADDRESS) == address;
    }

    private static boolean beginsAt(Path file, Lsn start) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return hasAddress(channel, 0, start.value());
        }
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
