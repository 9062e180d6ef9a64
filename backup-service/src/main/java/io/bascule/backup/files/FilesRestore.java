package io.bascule.backup.files;

import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.files.Entry.Kind;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts files back: content, links, permissions, times, and owners if this process may. Each content
 * is compared with the hash it was backed up by.
 *
 * @param store where the packs lie
 * @param keys opens a pack
 */
public record FilesRestore(BackupStore store, PackKeys keys) {

    /** The data key of a pack; null if it is not encrypted. */
    public interface PackKeys {
        @Nullable DataKey of(io.bascule.backup.manifest.Manifest.Pack pack)
                throws GeneralSecurityException;
    }

    /**
     * What was restored.
     *
     * @param bytes of content
     */
    public record Restored(long files, long bytes) {}

    /**
     * Restores into a folder.
     *
     * @param wanted the one file or folder that is wanted; null for all
     * @param replace whether files that are there may be overwritten; others stay
     * @throws IOException also if the folder holds something and may not be replaced, or nothing of
     *     that name is in the backup
     */
    public Restored into(Path folder, Previous backup, @Nullable String wanted, boolean replace)
            throws IOException, GeneralSecurityException {
        refuseUnlessEmpty(folder, replace);
        var chosen =
                backup.entries().values().stream().filter(e -> isWanted(e.path(), wanted)).toList();
        if (chosen.isEmpty() && wanted != null) {
            throw new IOException(
                    "Expected '" + wanted + "' in the backup, but it holds no such path");
        }
        Files.createDirectories(folder);
        var byPack = new LinkedHashMap<Integer, List<Entry>>();
        for (Entry entry : chosen) {
            Path target = at(folder, entry.path());
            Files.createDirectories(target.resolveSibling("."));
            switch (entry.kind()) {
                case FOLDER -> Files.createDirectories(target);
                case LINK -> {
                    Files.deleteIfExists(target);
                    Files.createSymbolicLink(target, Path.of(String.valueOf(entry.link())));
                }
                case FILE -> {
                    var pack = entry.pack();
                    if (pack == null) {
                        Files.deleteIfExists(target);
                        Files.createFile(target);
                    } else {
                        byPack.computeIfAbsent(pack, _ -> new ArrayList<>()).add(entry);
                    }
                }
            }
        }
        for (var pack : byPack.entrySet()) {
            unpack(folder, backup, pack.getKey(), pack.getValue());
        }
        // Folders last and deepest first: what is put into them changes their times.
        for (Entry entry : chosen.reversed()) {
            attributes(at(folder, entry.path()), entry);
        }
        return new Restored(
                chosen.stream().filter(e -> e.kind() == Kind.FILE).count(),
                chosen.stream().mapToLong(Entry::bytes).sum());
    }

    /** Why a folder may not be restored into; empty if it may. */
    public static Optional<String> refusal(Path folder, boolean replace) throws IOException {
        if (Files.isDirectory(folder) && !replace) {
            try (var inside = Files.list(folder)) {
                if (inside.findAny().isPresent()) {
                    return Optional.of(
                            "Expected an empty folder at "
                                    + folder
                                    + ", but it holds something; ask with replace to overwrite");
                }
            }
        }
        return Optional.empty();
    }

    private static void refuseUnlessEmpty(Path folder, boolean replace) throws IOException {
        var refusal = refusal(folder, replace);
        if (refusal.isPresent()) {
            throw new IOException(refusal.get());
        }
    }

    private static boolean isWanted(String path, @Nullable String wanted) {
        return wanted == null || path.equals(wanted) || path.startsWith(wanted + "/");
    }

    private static Path at(Path folder, String path) throws IOException {
        Path target = folder.resolve(path).normalize();
        if (!target.startsWith(folder) || target.equals(folder)) {
            throw new IOException("Expected a path below the folder, but found '" + path + "'");
        }
        // A link that the backup itself put there must not lead out of the folder.
        for (Path p = target.getParent(); p != null && !p.equals(folder); p = p.getParent()) {
            if (Files.isSymbolicLink(p)) {
                throw new IOException("Expected folders above '" + path + "', but found a link");
            }
        }
        return target;
    }

    private void unpack(Path folder, Previous backup, int number, List<Entry> entries)
            throws IOException, GeneralSecurityException {
        var pack = backup.packs().get(number);
        entries.sort(Comparator.comparingLong(Entry::offset));
        var first = new TreeMap<Long, Entry>();
        entries.forEach(entry -> first.putIfAbsent(entry.offset(), entry));
        try (var cutter = new Cutter(folder, first)) {
            var _ = Pipeline.restore(store, pack.item(), keys.of(pack), cutter);
            cutter.expectAll();
        }
        for (Entry entry : entries) {
            var source = first.get(entry.offset());
            if (source != null && !source.path().equals(entry.path())) {
                Files.copy(
                        at(folder, source.path()),
                        at(folder, entry.path()),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void attributes(Path target, Entry entry) throws IOException {
        if (entry.mode() == null) {
            return;
        }
        if (System.getProperty("user.name").equals("root") && entry.owner() != null) {
            Files.setAttribute(target, "unix:uid", entry.owner(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(target, "unix:gid", entry.group(), LinkOption.NOFOLLOW_LINKS);
        }
        if (entry.kind() != Kind.LINK) {
            Files.setAttribute(target, "unix:mode", entry.mode());
            Files.setLastModifiedTime(
                    target, FileTime.from(entry.modified(), TimeUnit.NANOSECONDS));
        }
    }

    /** Writes the parts of a pack's plain content to the files that they belong to. */
    private static final class Cutter extends OutputStream {

        private final Path folder;
        private final NavigableMap<Long, Entry> byOffset;
        private final MessageDigest digest = Sha256.digest();
        private long position;
        private long left;
        private int done;
        private @Nullable Entry current;
        private @Nullable OutputStream out;

        Cutter(Path folder, NavigableMap<Long, Entry> byOffset) {
            this.folder = folder;
            this.byOffset = byOffset;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            int from = offset;
            int end = offset + length;
            while (from < end) {
                if (current == null) {
                    begin();
                }
                int n = (int) Math.min(end - from, current == null ? gap() : left);
                if (out != null) {
                    out.write(buffer, from, n);
                    digest.update(buffer, from, n);
                    left -= n;
                }
                position += n;
                from += n;
                if (current != null && left == 0) {
                    finish();
                }
            }
        }

        /** To the next content that is wanted. */
        private long gap() {
            Long next = byOffset.higherKey(position);
            return next == null ? Long.MAX_VALUE : next - position;
        }

        private void begin() throws IOException {
            var entry = byOffset.get(position);
            if (entry != null) {
                current = entry;
                left = entry.bytes();
                Path target = at(folder, entry.path());
                Files.deleteIfExists(target);
                out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW);
            }
        }

        private void finish() throws IOException {
            var entry = java.util.Objects.requireNonNull(current);
            java.util.Objects.requireNonNull(out).close();
            out = null;
            current = null;
            done++;
            String hash = HexFormat.of().formatHex(digest.digest());
            if (!hash.equals(entry.sha256())) {
                throw new IOException(
                        "Expected the content of '"
                                + entry.path()
                                + "' to be "
                                + entry.sha256()
                                + ", but found "
                                + hash);
            }
        }

        void expectAll() throws IOException {
            if (done != byOffset.size()) {
                throw new IOException(
                        "Expected " + byOffset.size() + " contents in the pack, but found " + done);
            }
        }

        @Override
        public void close() throws IOException {
            if (out != null) {
                out.close();
            }
        }
    }
}
