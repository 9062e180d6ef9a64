package io.bascule.backup.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Files that can be listed and read. */
public interface Tree {

    /** Takes entries, one after the other. */
    interface Visitor {
        void visit(Entry entry) throws IOException;
    }

    /**
     * Shows everything, folders before what is in them.
     *
     * @param remark told in words of what is left out
     */
    void walk(Visitor visitor, Consumer<String> remark) throws IOException;

    /** Reads a file's content. */
    InputStream open(Entry entry) throws IOException;

    /** Whether there is no such file any more; asked of one that could not be read. */
    boolean isGone(Entry entry) throws IOException;

    /** The entry as it is now; null if it is gone. */
    @Nullable Entry look(Entry entry) throws IOException;
}
