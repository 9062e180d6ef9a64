package io.bascule.backup.wal;

import io.bascule.backup.manifest.Manifest;
import io.bascule.contracts.EventJson;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What an archive says of itself, as plain JSON beside its pieces. It is written before the first
 * of them and holds no secret. A server, and a wrapping key, have an archive of their own.
 *
 * @param format version of this document, 1
 * @param archiveId unique, sortable by time
 * @param systemIdentifier of the server whose log it is
 * @param segmentBytes of that server's log files
 * @param encryption how the pieces are encrypted; null if they are not
 */
public record ArchiveHead(
        int format,
        String archiveId,
        String application,
        String job,
        String systemIdentifier,
        long segmentBytes,
        Instant startedAt,
        Manifest.@Nullable Encryption encryption) {

    /** The version that is written. */
    public static final int FORMAT = 1;

    static final String NAME = "archive.json";
    static final int MOST_BYTES = 1 << 20;

    Segments segments() {
        return new Segments(segmentBytes);
    }

    byte[] toJson() {
        return EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    }

    static ArchiveHead parse(byte[] json) throws IOException {
        ArchiveHead head;
        try {
            head = EventJson.mapper().readValue(json, ArchiveHead.class);
        } catch (JacksonException | NullPointerException e) {
            throw new IOException("Expected an archive's head, but " + e.getMessage(), e);
        }
        if (head == null || head.format() != FORMAT) {
            throw new IOException(
                    "Expected an archive of format "
                            + FORMAT
                            + ", but found "
                            + (head == null ? "null" : head.format())
                            + "; use the version of Bascule that wrote it");
        }
        return head;
    }
}
