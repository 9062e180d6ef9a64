package io.bascule.backup.wal;

import io.bascule.contracts.Lsn;

/**
 * How a server cuts its log into files.
 *
 * @param bytes of one file, a power of two from 1 MiB to 1 GiB
 */
public record Segments(long bytes) {

    public Segments {
        if (Long.bitCount(bytes) != 1 || bytes < 1 << 20 || bytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "Expected segments of a power of two from 1 MiB to 1 GiB, but found " + bytes);
        }
    }

    /** Where the segment begins that holds this position. */
    Lsn start(Lsn at) {
        return new Lsn(at.value() & -bytes);
    }

    long offset(Lsn at) {
        return at.value() & (bytes - 1);
    }

    /** PostgreSQL's name of the file that holds this position: 24 hexadecimal digits. */
    String name(int timeline, Lsn at) {
        long number = Long.divideUnsigned(at.value(), bytes);
        long perId = (1L << 32) / bytes;
        return String.format("%08X%08X%08X", timeline, number / perId, number % perId);
    }

    /** Where the file of that name begins. */
    Lsn startOf(String name) {
        long id = Long.parseLong(name.substring(8, 16), 16);
        long number = Long.parseLong(name.substring(16), 16);
        return new Lsn((id << 32) + number * bytes);
    }

    static int timelineOf(String name) {
        return Integer.parseUnsignedInt(name.substring(0, 8), 16);
    }
}
