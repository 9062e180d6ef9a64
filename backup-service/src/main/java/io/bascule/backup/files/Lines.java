package io.bascule.backup.files;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;

/** The lines of an index, written as they are read. */
final class Lines extends InputStream {

    private final Iterator<Entry> entries;
    private byte[] line = new byte[0];
    private int at;

    Lines(Iterator<Entry> entries) {
        this.entries = entries;
    }

    @Override
    public int read() {
        return fill() ? line[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int done = 0;
        while (done < length && fill()) {
            int n = Math.min(length - done, line.length - at);
            System.arraycopy(line, at, buffer, offset + done, n);
            at += n;
            done += n;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    private boolean fill() {
        if (at < line.length) {
            return true;
        }
        if (!entries.hasNext()) {
            return false;
        }
        byte[] json = entries.next().toLine();
        line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        at = 0;
        return true;
    }
}
