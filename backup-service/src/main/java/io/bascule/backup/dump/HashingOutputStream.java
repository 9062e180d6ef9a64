package io.bascule.backup.dump;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes what passes. Closing flushes, and leaves the target open. */
final class HashingOutputStream extends OutputStream {

    private final OutputStream out;
    private final MessageDigest digest = sha256();
    private long bytes;

    HashingOutputStream(OutputStream out) {
        this.out = out;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256 in every Java", e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
        digest.update(buffer, offset, length);
        bytes += length;
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }

    long bytes() {
        return bytes;
    }

    /** Of everything so far, hexadecimal; to be asked once. */
    String sha256Hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
