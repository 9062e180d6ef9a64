package io.bascule.failover.executor.pgoutput;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The fields of a message, in the order of the protocol; big-endian. */
final class Messages {

    /** Characters of a row's key that are kept. */
    private static final int KEY_CHARACTERS = 200;

    private final ByteBuffer bytes;

    Messages(byte[] message) {
        this.bytes = ByteBuffer.wrap(message);
    }

    char type() {
        return (char) bytes.get();
    }

    int int32() {
        return bytes.getInt();
    }

    long int64() {
        return bytes.getLong();
    }

    void skip(int n) {
        if (n < 0 || n > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        bytes.position(bytes.position() + n);
    }

    String string() {
        int start = bytes.position();
        while (bytes.get() != 0) {
            // The string ends with a zero byte.
        }
        return new String(
                bytes.array(), start, bytes.position() - start - 1, StandardCharsets.UTF_8);
    }

    Relation relation() {
        var schema = string();
        var table = string();
        skip(1); // replica identity setting
        int columns = bytes.getShort();
        List<Boolean> keys = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            keys.add((bytes.get() & 1) != 0);
            var _ = string();
            skip(8); // type, type modifier
        }
        return new Relation((schema.isEmpty() ? "pg_catalog" : schema) + "." + table, keys);
    }

    /**
     * Reads one row's key: its key columns, with commas between. A message may have been cut off
     * after its first bytes; then what was not seen is a question mark.
     */
    String key(Relation relation) {
        var key = new StringJoiner(",");
        try {
            int columns = bytes.getShort();
            for (int i = 0; i < columns; i++) {
                boolean wanted = i < relation.keyColumns().size() && relation.keyColumns().get(i);
                var value = value();
                if (wanted) {
                    key.add(value);
                }
            }
        } catch (BufferUnderflowException _) {
            key.add("?");
        }
        var text = key.toString();
        return text.length() <= KEY_CHARACTERS ? text : text.substring(0, KEY_CHARACTERS) + "…";
    }

    private String value() {
        return switch ((char) bytes.get()) {
            case 'n' -> "null";
            case 'u' -> "unchanged";
            default -> {
                int length = bytes.getInt();
                int start = bytes.position();
                skip(length);
                int kept = Math.min(length, 4 * KEY_CHARACTERS);
                yield new String(bytes.array(), start, kept, StandardCharsets.UTF_8);
            }
        };
    }
}
