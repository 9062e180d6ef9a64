package io.bascule.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A folder. An object is written beside its place under a name that ends in {@value #UNFINISHED},
 * is forced to the disk and then moved there.
 */
final class FolderStore implements BackupStore {

    static final String UNFINISHED = ".unfinished";

    private final Path folder;

    FolderStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public URI uriOf(String key) {
        return at(key).toUri();
    }

    @Override
    public ObjectWriter create(String key) throws IOException {
        Path target = at(key);
        refuseIfTaken(target);
        Files.createDirectories(target.resolveSibling("."));
        Path unfinished =
                target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
        return new Writer(key, target, unfinished);
    }

    private static void refuseIfTaken(Path target) throws IOException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(
                    target.toString(), null, "Expected a free name, but it is taken");
        }
    }

    @Override
    public void expectThere() throws StoreUnavailableException {
        if (!Files.isDirectory(folder)) {
            throw new StoreUnavailableException(
                    "Expected the folder " + folder + ", but it is not there; is it mounted?");
        }
    }

    @Override
    public Optional<StoredObject> head(String key) throws IOException {
        Path file = at(key);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        // A folder keeps no checksum beside the file; its content is what can be asked.
        var crc = new CRC32C();
        long bytes = 0;
        var buffer = new byte[1 << 16];
        try (var in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                crc.update(buffer, 0, n);
                bytes += n;
            }
        }
        return Optional.of(new StoredObject(key, bytes, crc32c(crc.getValue())));
    }

    @Override
    public InputStream read(String key) throws IOException {
        return Files.newInputStream(at(key));
    }

    @Override
    public Optional<Instant> now() {
        return Optional.empty();
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        return files(prefix)
                .filter(key -> !key.endsWith(UNFINISHED))
                .map(key -> new StoredObject(key, sizeOf(key), null))
                .toList();
    }

    private long sizeOf(String key) {
        return at(key).toFile().length();
    }

    private Stream<String> files(String prefix) throws IOException {
        // Only what can begin so is looked through.
        int slash = prefix.lastIndexOf('/');
        Path below = slash < 0 ? folder : at(prefix.substring(0, slash));
        if (!Files.isDirectory(below)) {
            return Stream.empty();
        }
        try (var all = Files.walk(below)) {
            return all
                    .filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(key -> key.startsWith(prefix))
                    .sorted(Comparator.naturalOrder())
                    .toList()
                    .stream();
        }
    }

    @Override
    public void delete(String key) throws IOException {
        Path file = at(key);
        Files.deleteIfExists(file);
        Path parent = file.getParent();
        while (parent != null && !parent.equals(folder) && isEmpty(parent)) {
            Files.deleteIfExists(parent);
            parent = parent.getParent();
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        } catch (NoSuchFileException _) {
            return true;
        }
    }

    @Override
    public int abortStale(String prefix, Predicate<String> stale) throws IOException {
        int removed = 0;
        for (String key :
                files(prefix).filter(k -> k.endsWith(UNFINISHED)).filter(stale).toList()) {
            delete(key);
            removed++;
        }
        return removed;
    }

    private Path at(String key) {
        Path file = folder.resolve(key).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new IllegalArgumentException(
                    "Expected a name below the destination, but found '" + key + "'");
        }
        return file;
    }

    static Checksum crc32c(long value) {
        int crc = (int) value;
        return new Checksum(
                Checksum.CRC32C,
                Base64.getEncoder()
                        .encodeToString(
                                new byte[] {
                                    (byte) (crc >>> 24),
                                    (byte) (crc >>> 16),
                                    (byte) (crc >>> 8),
                                    (byte) crc
                                }));
    }

    private static final class Writer extends ObjectWriter {

        private final String key;
        private final Path target;
        private final Path unfinished;
        private final FileChannel channel;
        private final OutputStream out;
        private final CRC32C crc = new CRC32C();
        private long bytes;
        private boolean complete;

        Writer(String key, Path target, Path unfinished) throws IOException {
            this.key = key;
            this.target = target;
            this.unfinished = unfinished;
            this.channel =
                    FileChannel.open(
                            unfinished,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            this.out = Channels.newOutputStream(channel);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            crc.update(buffer, offset, length);
            bytes += length;
        }

        @Override
        public StoredObject complete() throws IOException {
            channel.force(true);
            out.close();
            refuseIfTaken(target);
            Files.move(unfinished, target);
            complete = true;
            try (var directory =
                    FileChannel.open(target.resolveSibling("."), StandardOpenOption.READ)) {
                directory.force(true);
            }
            return new StoredObject(key, bytes, crc32c(crc.getValue()));
        }

        @Override
        public void close() throws IOException {
            out.close();
            if (!complete) {
                Files.deleteIfExists(unfinished);
            }
        }
    }
}
