package io.bascule.backup.manifest;

import io.bascule.backup.seal.WrappedKey;
import io.bascule.backup.store.Checksum;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.Position;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What a backup says of itself, as plain JSON beside it. It is written last: without a manifest
 * there is no backup. It holds no secret.
 *
 * @param format version of this document, 1
 * @param backupId unique, sortable by time
 * @param application whose backup it is
 * @param job the plan's backup job
 * @param engine {@code pg_dump}
 * @param requestedBy who or what asked for it
 * @param startedAt when it was begun, by the clock of this service
 * @param completedAt when its objects were complete, by the same clock
 * @param snapshotAt the instant whose state it holds, by the same clock
 * @param position where the source stood just before that snapshot; null for files
 * @param source the database; null for files
 * @param objects what it consists of
 * @param encryption how the objects are encrypted; null if they are not
 * @param packs contents of files, shared with other backups of the job; null for databases
 * @param remarks what a person should know of it; null if nothing
 * @param log the archived log that leads on from it; null if there is none
 */
public record Manifest(
        int format,
        String backupId,
        String application,
        String job,
        String engine,
        String requestedBy,
        Instant startedAt,
        Instant completedAt,
        Instant snapshotAt,
        @Nullable Position position,
        @Nullable Database source,
        List<Item> objects,
        @Nullable Encryption encryption,
        @Nullable List<Pack> packs,
        @Nullable List<String> remarks,
        @Nullable Log log) {

    /** The version that is written. */
    public static final int FORMAT = 1;

    /** Name of the manifest in a backup's folder. */
    public static final String NAME = "manifest.json";

    /** No manifest is larger. */
    public static final int MOST_BYTES = 64 << 20;

    public Manifest {
        objects = List.copyOf(objects);
        packs = packs == null ? null : List.copyOf(packs);
        remarks = remarks == null ? null : List.copyOf(remarks);
    }

    /** Without a log that leads on from it. */
    public Manifest(
            int format,
            String backupId,
            String application,
            String job,
            String engine,
            String requestedBy,
            Instant startedAt,
            Instant completedAt,
            Instant snapshotAt,
            @Nullable Position position,
            @Nullable Database source,
            List<Item> objects,
            @Nullable Encryption encryption,
            @Nullable List<Pack> packs,
            @Nullable List<String> remarks) {
        this(
                format,
                backupId,
                application,
                job,
                engine,
                requestedBy,
                startedAt,
                completedAt,
                snapshotAt,
                position,
                source,
                objects,
                encryption,
                packs,
                remarks,
                null);
    }

    /**
     * The archived write-ahead log of the job.
     *
     * @param folder what the names of its objects begin with, below the destination
     * @param segmentBytes of one of the server's log files
     * @param through where the server stood when the copy was complete: the log must come so far
     */
    public record Log(String folder, long segmentBytes, Position through) {}

    /**
     * Contents of files, one after the other, that backups of the same job share.
     *
     * @param encryption of the backup that wrote it; null if it is not encrypted
     */
    public record Pack(Item item, @Nullable Encryption encryption) {}

    /**
     * The dumped database and what its snapshot held.
     *
     * @param name its name
     * @param serverVersion such as {@code 15.18}
     * @param encoding such as {@code UTF8}
     * @param roles roles of the server, without passwords: owners and grants need them
     * @param content fingerprint of every table, taken inside the dump's own snapshot
     * @param notCompared kinds of content that the fingerprint leaves out, with the reason
     */
    public record Database(
            String name,
            String serverVersion,
            String encoding,
            List<String> roles,
            List<TableContent> content,
            List<String> notCompared) {

        public Database {
            roles = List.copyOf(roles);
            content = List.copyOf(content);
            notCompared = List.copyOf(notCompared);
        }
    }

    /**
     * What a table held, whatever the order of its rows.
     *
     * @param table quoted name with schema
     * @param columns names and types, in order
     * @param rows count
     * @param hash sum over the rows of {@code row}, as a decimal number
     * @param row the hash of a row, for people who compare by hand; never executed
     */
    public record TableContent(
            String table, String columns, long rows, String hash, @Nullable String row) {

        /** Does not say what is hashed. */
        public TableContent(String table, String columns, long rows, String hash) {
            this(table, columns, rows, hash, null);
        }
    }

    /**
     * One object of the backup.
     *
     * @param name {@code dump}
     * @param key its name below the destination
     * @param compression {@code zstd}
     * @param sourceBytes plain, before compression
     * @param compressedBytes after compression
     * @param storedBytes as it lies in the store
     * @param storedSha256 of what lies in the store, hexadecimal
     * @param checksum what the store keeps for it; null if nothing
     */
    public record Item(
            String name,
            String key,
            String compression,
            long sourceBytes,
            long compressedBytes,
            long storedBytes,
            String storedSha256,
            @Nullable Checksum checksum) {}

    /**
     * How the objects are encrypted.
     *
     * @param format Tink's name of the stream format
     * @param associatedData what each stream is bound to: the backup's id
     * @param keys the data key, once per key that opens it; the first is the one of daily use
     */
    public record Encryption(String format, String associatedData, List<WrappedKey> keys) {

        public Encryption {
            keys = List.copyOf(keys);
        }
    }

    /** The object that holds the content. */
    public Item main() {
        if (objects.isEmpty()) {
            throw new IllegalStateException("Expected an object in the manifest of " + backupId);
        }
        return objects.getFirst();
    }

    /** An object by its name, if the backup has it. */
    public Optional<Item> object(String name) {
        return objects.stream().filter(object -> object.name().equals(name)).findFirst();
    }

    /** A figure of all objects together, packs included. */
    public long sum(ToLongFunction<Item> figure) {
        return Stream.concat(objects.stream(), packsOrNone().stream().map(Pack::item))
                .mapToLong(figure)
                .sum();
    }

    /** The packs. */
    public List<Pack> packsOrNone() {
        return packs == null ? List.of() : packs;
    }

    /** The same, believing something else of the tables' content. */
    public Manifest withContent(List<TableContent> content) {
        var was = Objects.requireNonNull(source);
        return new Manifest(
                format,
                backupId,
                application,
                job,
                engine,
                requestedBy,
                startedAt,
                completedAt,
                snapshotAt,
                position,
                new Database(
                        was.name(),
                        was.serverVersion(),
                        was.encoding(),
                        was.roles(),
                        content,
                        was.notCompared()),
                objects,
                encryption,
                packs,
                remarks,
                log);
    }

    /** As UTF-8 JSON, indented for people; its last line is a hash of the others. */
    public byte[] toJson() {
        return SelfChecked.with(
                EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this));
    }

    /**
     * Reads one.
     *
     * @throws IOException if the bytes are no manifest, not those that were written, or one of a
     *     later format
     */
    public static Manifest parse(byte[] json) throws IOException {
        Manifest manifest;
        try {
            manifest = EventJson.mapper().readValue(SelfChecked.expect(json), Manifest.class);
        } catch (JacksonException | NullPointerException e) {
            throw new IOException("Expected a manifest, but " + e.getMessage(), e);
        }
        if (manifest == null || manifest.format() != FORMAT) {
            throw new IOException(
                    "Expected a manifest of format "
                            + FORMAT
                            + ", but found "
                            + (manifest == null ? "null" : manifest.format())
                            + "; use the version of Bascule that wrote it");
        }
        return manifest;
    }
}
