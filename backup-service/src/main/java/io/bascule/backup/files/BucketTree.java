package io.bascule.backup.files;

import io.bascule.backup.files.Entry.Kind;
import io.bascule.backup.store.BackupStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The objects of a bucket below a prefix. An object's tag tells whether its content changed. */
public final class BucketTree implements Tree {

    private final BackupStore bucket;

    public BucketTree(BackupStore bucket) {
        this.bucket = bucket;
    }

    @Override
    public void walk(Visitor visitor, Consumer<String> remark) throws IOException {
        for (var object : bucket.list("")) {
            if (object.key().isEmpty() || object.key().endsWith("/")) {
                remark.accept("an object that stands for a folder: " + object.key());
            } else {
                visitor.visit(
                        Entry.seen(
                                object.key(),
                                Kind.FILE,
                                object.bytes(),
                                null,
                                null,
                                null,
                                0,
                                object.checksum() == null ? null : object.checksum().value(),
                                null));
            }
        }
    }

    @Override
    public InputStream open(Entry entry) throws IOException {
        return bucket.read(entry.path());
    }

    @Override
    public boolean isGone(Entry entry) throws IOException {
        return bucket.head(entry.path()).isEmpty();
    }

    @Override
    public @Nullable Entry look(Entry entry) {
        // What is read of an object is one version of it, whatever is written meanwhile.
        return entry;
    }
}
