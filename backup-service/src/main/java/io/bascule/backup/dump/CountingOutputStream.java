package io.bascule.backup.dump;

import java.io.IOException;
import java.io.OutputStream;

/** Counts what passes. Closing closes the target. */
final class CountingOutputStream extends OutputStream {

    private final OutputStream out;
    private long bytes;

    CountingOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        bytes++;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
        bytes += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    long bytes() {
        return bytes;
    }
}
