package io.bascule.backup.desk;

import io.bascule.backup.dump.SourceDatabase;
import java.nio.file.Path;

/** Where a restore may go to. */
public sealed interface RestoreTarget {

    /** A database, for dumps. */
    record Database(SourceDatabase database) implements RestoreTarget {}

    /** A folder, for files and for copies of whole servers. */
    record Folder(Path path) implements RestoreTarget {}
}
