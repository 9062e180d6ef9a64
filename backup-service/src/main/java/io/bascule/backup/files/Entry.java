package io.bascule.backup.files;

import io.bascule.contracts.EventJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/**
 * One file, folder or link of a backup: a line of its index.
 *
 * @param path below the source, with {@code /}; not empty
 * @param kind what it is
 * @param bytes size of a file; 0 for others
 * @param mode permissions, the lower twelve bits; null if the source has none
 * @param owner numeric user id; null if the source has none
 * @param group numeric group id; null if the source has none
 * @param modified when it was last changed, nanoseconds since 1970
 * @param mark changes whenever the content may have: the change time of a file, the tag of an
 *     object
 * @param link what a link points to; null for others
 * @param sha256 of a file's content, hexadecimal; null for others
 * @param pack which of the manifest's packs holds the content, from 0; null if there is none
 * @param offset where it begins in the plain content of that pack
 */
public record Entry(
        String path,
        Kind kind,
        long bytes,
        @Nullable Integer mode,
        @Nullable Integer owner,
        @Nullable Integer group,
        long modified,
        @Nullable String mark,
        @Nullable String link,
        @Nullable String sha256,
        @Nullable Integer pack,
        long offset) {

    private static final ObjectReader READER = EventJson.mapper().readerFor(Entry.class);
    private static final ObjectWriter WRITER = EventJson.mapper().writerFor(Entry.class);

    /** What is backed up; anything else is left out and said. */
    public enum Kind {
        FILE,
        FOLDER,
        LINK
    }

    /** As it was seen, before its content was read. */
    static Entry seen(
            String path,
            Kind kind,
            long bytes,
            @Nullable Integer mode,
            @Nullable Integer owner,
            @Nullable Integer group,
            long modified,
            @Nullable String mark,
            @Nullable String link) {
        return new Entry(
                path, kind, bytes, mode, owner, group, modified, mark, link, null, null, 0);
    }

    /** The same with its content. */
    Entry with(long size, String hash, int inPack, long at) {
        return new Entry(
                path, kind, size, mode, owner, group, modified, mark, link, hash, inPack, at);
    }

    /** Whether nothing speaks for another content than this one had. */
    boolean looksLike(Entry other) {
        return kind == other.kind
                && bytes == other.bytes
                && modified == other.modified
                && mark != null
                && mark.equals(other.mark);
    }

    byte[] toLine() {
        return WRITER.writeValueAsBytes(this);
    }

    static Entry parse(byte[] line) throws IOException {
        try {
            return READER.readValue(line);
        } catch (JacksonException e) {
            throw new IOException("Expected a line of the index, but " + e.getMessage(), e);
        }
    }
}
