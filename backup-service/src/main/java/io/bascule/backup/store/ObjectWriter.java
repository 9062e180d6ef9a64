package io.bascule.backup.store;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes one object. Nobody sees anything of it before {@link #complete}; closing without that
 * leaves nothing behind. So a source that dies cannot leave half an object that looks like a whole
 * one.
 */
public abstract class ObjectWriter extends OutputStream {

    /**
     * Makes the object visible, whole.
     *
     * @throws IOException if the store did not take it, or already holds an object of that name;
     *     then nothing of it is left
     */
    public abstract StoredObject complete() throws IOException;

    /** Leaves nothing behind, unless the object is complete. Safe to call more than once. */
    @Override
    public abstract void close() throws IOException;

    @Override
    public final void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public abstract void write(byte[] bytes, int offset, int length) throws IOException;
}
