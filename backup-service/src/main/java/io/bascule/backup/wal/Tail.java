package io.bascule.backup.wal;

import io.bascule.contracts.Lsn;

/**
 * The end of the log as it was received: one block of it, which is a segment, or 16 MiB of a larger
 * one. That is all the memory that an archive takes.
 */
final class Tail {

    private static final long LARGEST_BLOCK = 16 << 20;

    private final Segments segments;
    private final byte[] block;
    private Lsn begin;
    private int filled;
    private int stored;

    /**
     * An empty one.
     *
     * @param begin of a block, from where the log will come
     * @param stored up to where it is in the store already
     */
    Tail(Segments segments, Lsn begin, Lsn stored) {
        this.segments = segments;
        this.block = new byte[(int) blockBytes(segments)];
        this.begin = begin;
        this.stored = Math.clamp(stored.minus(begin), 0, block.length);
    }

    private static long blockBytes(Segments segments) {
        return Math.min(segments.bytes(), LARGEST_BLOCK);
    }

    /** Where the block begins that holds this position. */
    static Lsn blockStart(Segments segments, Lsn at) {
        return new Lsn(at.value() & -blockBytes(segments));
    }

    /** Takes as much as the block has room for, and says how much that was. */
    int take(byte[] bytes, int offset, int length) {
        int n = Math.min(length, block.length - filled);
        System.arraycopy(bytes, offset, block, filled, n);
        filled += n;
        return n;
    }

    boolean isFull() {
        return filled == block.length;
    }

    /** Whether something was received that is not stored. */
    boolean hasMore() {
        return filled > stored;
    }

    /** Whether nothing of the block was stored before it was full. */
    boolean isUntouched() {
        return stored == 0;
    }

    Lsn begin() {
        return begin;
    }

    Lsn received() {
        return new Lsn(begin.value() + filled);
    }

    /** Never before what was received: a restart receives the block from its beginning again. */
    Lsn stored() {
        return new Lsn(begin.value() + stored);
    }

    byte[] bytes() {
        return block;
    }

    int storedBytes() {
        return stored;
    }

    int filledBytes() {
        return filled;
    }

    void markStored() {
        stored = Math.max(stored, filled);
    }

    /** Goes on with the next block. */
    void next() {
        begin = new Lsn(begin.value() + block.length);
        filled = 0;
        stored = 0;
    }

    Segments segments() {
        return segments;
    }
}
