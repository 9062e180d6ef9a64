package io.bascule.backup.wal;

import com.github.luben.zstd.ZstdInputStream;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of one backup job in its store. A server has an archive in a folder of its own, with a
 * head that is written first and pieces that are never overwritten.
 */
public final class WalArchive {

    /** Below a job's folder. */
    public static final String FOLDER = "wal/";

    private static final String HISTORY = ".history.zst";
    private static final int LARGEST_HISTORY = 1 << 20;
    private static final int BUFFER = 64 * 1024;

    private final BackupStore store;
    private final Supplier<BackupStore> writes;
    private final String folder;
    private final Unwrapping keys;
    private final Map<String, DataKey> opened = new ConcurrentHashMap<>();

    /** Opens data keys of archives. */
    public interface Unwrapping {
        /**
         * The data key that a head names.
         *
         * @param folder what the names of the archive's objects begin with
         */
        DataKey open(String folder, Manifest.Encryption encryption)
                throws IOException, GeneralSecurityException;
    }

    /**
     * In this store; nothing is asked of it yet.
     *
     * @param writes the same for a new object, which is kept from then on as long as the plan says
     * @param jobFolder what the names of all objects of the job begin with
     */
    public WalArchive(
            BackupStore store, Supplier<BackupStore> writes, String jobFolder, Unwrapping keys) {
        this.store = store;
        this.writes = writes;
        this.folder = jobFolder + FOLDER;
        this.keys = keys;
    }

    /** What the store holds at one moment. */
    public record Contents(
            Map<String, ArchiveHead> heads,
            Map<String, List<WalPiece>> piecesByArchive,
            List<String> histories) {

        /** The newest archive of that server; empty if it has none. */
        public Optional<ArchiveHead> newest(String systemIdentifier) {
            return heads.values().stream()
                    .filter(head -> head.systemIdentifier().equals(systemIdentifier))
                    .max(Comparator.comparing(ArchiveHead::archiveId));
        }

        /** All pieces of that server. */
        List<WalPiece> pieces(String systemIdentifier) {
            return heads.values().stream()
                    .filter(head -> head.systemIdentifier().equals(systemIdentifier))
                    .flatMap(head ->
                            piecesByArchive.getOrDefault(head.archiveId(), List.of()).stream())
                    .toList();
        }

        boolean holdsNothing() {
            return piecesByArchive.values().stream().allMatch(List::isEmpty);
        }
    }

    /** What the names of all its objects begin with. */
    public String folder() {
        return folder;
    }

    BackupStore store() {
        return store;
    }

    /** What the names of all objects of one server begin with. */
    public String folderOf(String archiveId) {
        return folder + archiveId + "/";
    }

    /** Lists what is there. */
    public Contents contents() throws IOException {
        var keysOf = new HashMap<String, List<String>>();
        for (var object : store.list(folder)) {
            String rest = object.key().substring(folder.length());
            int slash = rest.indexOf('/');
            if (slash > 0) {
                keysOf.computeIfAbsent(rest.substring(0, slash), _ -> new ArrayList<>())
                        .add(object.key());
            }
        }
        var heads = new HashMap<String, ArchiveHead>();
        var pieces = new HashMap<String, List<WalPiece>>();
        var histories = new ArrayList<String>();
        for (var archive : keysOf.entrySet()) {
            String headKey = folderOf(archive.getKey()) + ArchiveHead.NAME;
            if (!archive.getValue().contains(headKey)) {
                continue;
            }
            var head = ArchiveHead.parse(store.readSmall(headKey, ArchiveHead.MOST_BYTES));
            if (!head.archiveId().equals(archive.getKey())) {
                throw new IOException(
                        "Expected the head of "
                                + archive.getKey()
                                + " at "
                                + store.uriOf(headKey)
                                + ", but found the one of "
                                + head.archiveId());
            }
            heads.put(archive.getKey(), head);
            var found = new ArrayList<WalPiece>();
            for (String key : archive.getValue()) {
                WalPiece.parse(key, head.segments()).ifPresent(found::add);
                if (key.contains(HISTORY)) {
                    histories.add(key);
                }
            }
            pieces.put(archive.getKey(), found);
        }
        return new Contents(heads, pieces, histories);
    }

    /** What the stored log of one server covers; empty if there is none of it. */
    public Optional<Coverage> coverage(Contents contents, String systemIdentifier)
            throws IOException {
        var head = contents.newest(systemIdentifier).orElse(null);
        if (head == null) {
            return Optional.empty();
        }
        var histories = new HashMap<Integer, TimelineHistory>();
        for (String key : contents.histories()) {
            String archiveId = archiveOf(key);
            var of = contents.heads().get(archiveId);
            if (of == null || !of.systemIdentifier().equals(systemIdentifier)) {
                continue;
            }
            int timeline = timelineOfHistory(key);
            if (!histories.containsKey(timeline)) {
                histories.put(timeline, TimelineHistory.parse(timeline, history(key, contents)));
            }
        }
        return Optional.of(
                new Coverage(head.segments(), contents.pieces(systemIdentifier), histories));
    }

    static int timelineOfHistory(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        return Integer.parseUnsignedInt(name.substring(0, 8), 16);
    }

    private String archiveOf(String key) {
        String rest = key.substring(folder.length());
        return rest.substring(0, rest.indexOf('/'));
    }

    /** The text of a stored history. */
    String history(String key, Contents contents) throws IOException {
        var text = new ByteArrayOutputStream();
        var _ = read(key, contents, text, LARGEST_HISTORY);
        return text.toString(StandardCharsets.UTF_8);
    }

    /**
     * Reads a piece back, from the store to the plain log.
     *
     * @return the bytes that were read
     * @throws IOException if it is not what was written, or not as long as its name says
     */
    long read(WalPiece piece, Contents contents, OutputStream target) throws IOException {
        long bytes = read(piece.key(), contents, target, piece.bytes());
        if (bytes != piece.bytes()) {
            throw new IOException(
                    "Expected "
                            + piece.bytes()
                            + " bytes of log in "
                            + store.uriOf(piece.key())
                            + ", but found "
                            + bytes);
        }
        return bytes;
    }

    private long read(String key, Contents contents, OutputStream target, long most)
            throws IOException {
        var head = contents.heads().get(archiveOf(key));
        if (head == null) {
            throw new IOException(
                    "Expected the head of the archive of " + key + ", but found none");
        }
        var encryption = head.encryption();
        try (InputStream stored = store.read(key)) {
            InputStream open =
                    encryption == null
                            ? stored
                            : key(head.archiveId(), encryption).decrypting(stored);
            long bytes = 0;
            try (var zstd = new ZstdInputStream(open)) {
                var buffer = new byte[BUFFER];
                for (int n = zstd.read(buffer); n >= 0; n = zstd.read(buffer)) {
                    bytes += n;
                    if (bytes > most) {
                        throw new IOException(
                                "Expected at most " + most + " bytes, but found more");
                    }
                    target.write(buffer, 0, n);
                }
                if (open.read() >= 0 || stored.read() >= 0) {
                    throw new IOException("Expected the end of the object, but found more bytes");
                }
            }
            return bytes;
        } catch (GeneralSecurityException e) {
            throw new IOException("Expected a key of " + store.uriOf(key), e);
        } catch (IOException e) {
            throw new IOException(
                    "Expected the log in " + store.uriOf(key) + ", but " + e.getMessage(), e);
        }
    }

    private DataKey key(String archiveId, Manifest.Encryption encryption)
            throws IOException, GeneralSecurityException {
        var known = opened.get(archiveId);
        if (known == null) {
            known = keys.open(folderOf(archiveId), encryption);
            opened.put(archiveId, known);
        }
        return known;
    }

    /** Begins the archive that the head describes. */
    public Writer begin(ArchiveHead head, @Nullable DataKey key, Pipeline pipeline)
            throws IOException {
        var _ = writes.get().put(folderOf(head.archiveId()) + ArchiveHead.NAME, head.toJson());
        return new Writer(this, head, key, pipeline);
    }

    /**
     * Writes into one archive.
     *
     * @param key null to store it unencrypted
     */
    public record Writer(
            WalArchive archive, ArchiveHead head, @Nullable DataKey key, Pipeline pipeline) {

        /** Stores a piece and says how many bytes it takes there. */
        Stored store(
                int timeline,
                io.bascule.contracts.Lsn from,
                io.bascule.contracts.Lsn to,
                @Nullable Instant upTo,
                byte[] bytes,
                int offset,
                int length)
                throws IOException {
            String name = WalPiece.name(head.segments(), timeline, from, to, upTo, key != null);
            String object = archive.folderOf(head.archiveId()) + name;
            long stored = put(object, new ByteArrayInputStream(bytes, offset, length), name);
            return new Stored(new WalPiece(object, timeline, from, to, upTo), stored);
        }

        void storeHistory(int timeline, String content) throws IOException {
            String name =
                    String.format("%08X", timeline)
                            + HISTORY
                            + (key == null ? "" : WalPiece.SEALED);
            var _ =
                    put(
                            archive.folderOf(head.archiveId()) + name,
                            new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)),
                            name);
        }

        private long put(String object, InputStream source, String name) throws IOException {
            return pipeline.store(source, key, archive.writes.get(), name, object, () -> {})
                    .storedBytes();
        }
    }

    /**
     * A piece that is in the store.
     *
     * @param bytes that it takes there
     */
    record Stored(WalPiece piece, long bytes) {}
}
