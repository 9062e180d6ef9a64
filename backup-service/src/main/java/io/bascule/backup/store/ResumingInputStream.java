package io.bascule.backup.store;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object whose connection may break: it is then opened again where it broke. Written-once
 * objects cannot change in between.
 */
final class ResumingInputStream extends InputStream {

    /** Opens an object at an offset. */
    interface Opener {
        InputStream open(String key, long offset) throws IOException;
    }

    private final String key;
    private final Opener opener;
    private final int attempts;
    private @Nullable InputStream in;
    private long offset;
    private int failures;

    ResumingInputStream(String key, Opener opener, int attempts) throws IOException {
        this.key = key;
        this.opener = opener;
        this.attempts = attempts;
        this.in = opener.open(key, 0);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int off, int length) throws IOException {
        while (true) {
            try {
                InputStream open = in;
                if (open == null) {
                    open = opener.open(key, offset);
                    in = open;
                }
                int n = open.read(buffer, off, length);
                offset += Math.max(n, 0);
                failures = n > 0 ? 0 : failures;
                return n;
            } catch (IOException e) {
                failures++;
                boolean opened = in != null;
                close();
                if (failures < attempts) {
                    continue;
                }
                // What could not be opened says itself what that means.
                throw opened
                        ? new StoreUnavailableException(
                                "Expected the store to go on giving "
                                        + key
                                        + " after byte "
                                        + offset
                                        + ", but "
                                        + e.getMessage(),
                                e)
                        : e;
            }
        }
    }

    @Override
    public void close() {
        InputStream open = in;
        in = null;
        if (open == null) {
            return;
        }
        try {
            // Closing would read the rest of the object; what is given up is cut.
            if (open instanceof software.amazon.awssdk.http.Abortable abortable) {
                abortable.abort();
            }
            open.close();
        } catch (IOException _) {
            // It is given up anyway.
        }
    }
}
