package io.bascule.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A place in PostgreSQL's write-ahead log: an unsigned 64-bit byte offset, written {@code
 * 16/B374D848} as PostgreSQL writes it ({@code pg_lsn}).
 *
 * <p>An LSN says nothing without its {@linkplain Position timeline}: after a promotion the same
 * numbers are used again for other transactions.
 *
 * @param value the offset in bytes, to be compared unsigned
 */
public record Lsn(long value) implements Comparable<Lsn> {

    /** The position before everything: {@code 0/0}. */
    public static final Lsn ZERO = new Lsn(0);

    /**
     * Reads PostgreSQL's form.
     *
     * @throws IllegalArgumentException if the text is not two hexadecimal numbers of at most 32
     *     bits
     */
    @JsonCreator
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        try {
            if (slash > 0) {
                long high =
                        Integer.toUnsignedLong(
                                Integer.parseUnsignedInt(text.substring(0, slash), 16));
                long low =
                        Integer.toUnsignedLong(
                                Integer.parseUnsignedInt(text.substring(slash + 1), 16));
                return new Lsn((high << 32) | low);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected(text), e);
        }
        throw new IllegalArgumentException(expected(text));
    }

    private static String expected(String text) {
        return "Expected an LSN such as 16/B374D848, but found '" + text + "'";
    }

    /** The bytes from {@code earlier} to here; negative if this one is the earlier. */
    public long minus(Lsn earlier) {
        return value - earlier.value;
    }

    /** Strictly later in the log. */
    public boolean isAfter(Lsn other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    @JsonValue
    @Override
    public String toString() {
        return String.format("%X/%X", value >>> 32, value & 0xFFFF_FFFFL);
    }
}
