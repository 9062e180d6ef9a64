package io.bascule.backup.files;

import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a backup of files holds.
 *
 * @param entries by path, in the order in which they were seen
 * @param packs where the contents lie
 */
public record Previous(Map<String, Entry> entries, List<Manifest.Pack> packs) {

    /** A line is longer than any path; more is no index. */
    private static final int LONGEST_LINE = 64 << 10;

    public Previous {
        packs = List.copyOf(packs);
    }

    /**
     * Reads the index of a backup.
     *
     * @param key null if it is not encrypted
     */
    public static Previous read(Manifest manifest, BackupStore store, @Nullable DataKey key)
            throws IOException {
        var item =
                manifest.object(FilesEngine.INDEX)
                        .orElseThrow(() ->
                                new IOException(
                                        "Expected an index in the manifest of "
                                                + manifest.backupId()));
        var entries = new LinkedHashMap<String, Entry>();
        var _ =
                Pipeline.restore(
                        store,
                        item,
                        key,
                        new Parsing(line -> {
                            var entry = Entry.parse(line);
                            entries.put(entry.path(), entry);
                        }));
        return new Previous(entries, manifest.packsOrNone());
    }

    private interface Taking {
        void take(byte[] line) throws IOException;
    }

    /** Cuts what is written into lines. */
    private static final class Parsing extends OutputStream {

        private final Taking taking;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Parsing(Taking taking) {
            this.taking = taking;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            int from = offset;
            for (int i = offset; i < offset + length; i++) {
                if (buffer[i] == '\n') {
                    line.write(buffer, from, i - from);
                    taking.take(line.toByteArray());
                    line.reset();
                    from = i + 1;
                }
            }
            line.write(buffer, from, offset + length - from);
            if (line.size() > LONGEST_LINE) {
                throw new IOException("Expected lines in the index, but found a longer one");
            }
        }
    }
}
