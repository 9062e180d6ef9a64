package io.bascule.backup.dump;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Passes everything on and keeps a copy of the beginning in a file: of a dump, its list of objects,
 * which is all that {@code pg_restore} needs to make indexes and constraints.
 */
final class Head extends OutputStream {

    /** Some hundred thousand objects; a dump with more is read twice. */
    static final long MOST = 64L << 20;

    private final OutputStream out;
    private final OutputStream file;
    private long left = MOST;

    Head(OutputStream out, Path file) throws IOException {
        this.out = out;
        // Rows may be among it.
        var mine =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        this.file = Files.newOutputStream(Files.createFile(file, mine));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
        if (left > 0) {
            int n = (int) Math.min(left, length);
            file.write(buffer, offset, n);
            left -= n;
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            out.close();
        }
    }
}
