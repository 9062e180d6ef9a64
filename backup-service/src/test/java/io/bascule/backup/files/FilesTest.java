package io.bascule.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.backup.dump.Captured;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.Keys;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.SpoiltStore;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files go and come back as they were, and only what changed is sent. */
class FilesTest {

    private static final FilesEngine ENGINE =
            new FilesEngine(new Pipeline(1, 0), Clock.systemUTC());

    private final KeyRing keys = Keys.ring();
    private int backups;

    @TempDir private Path source;
    @TempDir private Path stored;
    @TempDir private Path restored;
    private BackupStore store;

    /** A backup, as the service holds one. */
    private record Backup(Manifest manifest, Captured captured, Previous previous) {}

    @BeforeEach
    void someFiles() throws IOException {
        store = new Stores(TestStores.folderSettings()).of(stored.toUri().toString());
        Files.createDirectories(source.resolve("a/b"));
        Files.createDirectories(source.resolve("empty folder"));
        Files.write(source.resolve("a/one"), random(1, 1000));
        Files.write(source.resolve("a/b/two"), random(2, 300_000));
        Files.write(source.resolve("a/b/same as one"), random(1, 1000));
        Files.write(source.resolve("large"), random(3, 17 << 20));
        Files.write(source.resolve("nothing"), new byte[0]);
        Files.createSymbolicLink(source.resolve("link"), Path.of("a/one"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("/nowhere/at all"));
        Files.setPosixFilePermissions(
                source.resolve("a/one"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setPosixFilePermissions(
                source.resolve("a/b"), PosixFilePermissions.fromString("rwx------"));
        Files.setLastModifiedTime(
                source.resolve("a/b/two"),
                FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z")));
        Files.setLastModifiedTime(
                source.resolve("a/b"), FileTime.from(Instant.parse("2002-02-03T04:05:06Z")));
    }

    @Test
    void everythingComesBackWithLinksPermissionsAndTimes() throws Exception {
        var backup = backUp(new FolderTree(source), null);

        var result = restore(backup, null, false);

        assertThat(picture(restored)).isEqualTo(picture(source));
        assertThat(result.files()).isEqualTo(5);
        assertThat(backup.captured().remarks()).isEmpty();
        // The content of two files that are the same is stored once.
        assertThat(backup.captured().packs()).hasSize(2);
        // A folder that holds something is not overwritten by accident.
        assertThatThrownBy(() -> restore(backup, null, false))
                .hasMessageContaining("Expected an empty folder");
        assertThat(restore(backup, null, true).files()).isEqualTo(5);
    }

    @Test
    void whatHasNotChangedIsNotSentAgainAndEarlierStatesStay() throws Exception {
        // given
        var first = backUp(new FolderTree(source), null);
        var before = picture(source);

        // when: nothing changes
        var second = backUp(new FolderTree(source), first);

        // then: the index alone is sent
        assertThat(second.captured().sentBytes())
                .isEqualTo(second.manifest().main().storedBytes())
                .isLessThan(5_000);
        assertThat(second.captured().packs()).isEqualTo(first.captured().packs());

        // when: one file changes, one goes, one is renamed
        Files.write(source.resolve("a/one"), random(9, 2000));
        Files.delete(source.resolve("a/b/two"));
        Files.move(source.resolve("large"), source.resolve("large too"));
        var third = backUp(new FolderTree(source), second);

        // then: one content is sent, and each state can be restored
        assertThat(third.captured().sentBytes()).isLessThan(10_000);
        restore(third, null, true);
        assertThat(picture(restored)).isEqualTo(picture(source));
        try (var old = new TemporaryFolder()) {
            restore(first, old.path(), null, false);
            assertThat(picture(old.path())).isEqualTo(before);
        }
    }

    @Test
    void oneFileOrFolderCanBeRestoredAlone() throws Exception {
        var backup = backUp(new FolderTree(source), null);

        assertThat(restore(backup, "a/b", false).files()).isEqualTo(2);

        assertThat(Files.readAllBytes(restored.resolve("a/b/two"))).isEqualTo(random(2, 300_000));
        assertThat(restored.resolve("large")).doesNotExist();
        assertThatThrownBy(() -> restore(backup, "a/c", true))
                .hasMessageContaining("Expected 'a/c' in the backup");
    }

    @Test
    void aFileThatChangesWhileItIsReadIsSaid() throws Exception {
        // given: a file that is written to whenever somebody opens it
        var restless =
                new Disturbed(
                        new FolderTree(source),
                        entry -> {
                            if (entry.path().equals("a/b/two")) {
                                Files.write(
                                        source.resolve(entry.path()),
                                        new byte[] {1},
                                        StandardOpenOption.APPEND);
                            }
                        });

        var backup = backUp(restless, null);

        assertThat(backup.captured().remarks())
                .containsExactly("changed while it was read: a/b/two");
        // and: next time it is read again, even if it looks the same
        var next = backUp(new FolderTree(source), backup);
        assertThat(next.captured().remarks()).isEmpty();
        restore(next, null, false);
        assertThat(Files.readAllBytes(restored.resolve("a/b/two")))
                .isEqualTo(Files.readAllBytes(source.resolve("a/b/two")));
    }

    @Test
    void aFileThatIsDeletedBeforeItIsReadIsSaidAndTheOthersAreKept() throws Exception {
        // given: files that somebody removes as soon as they were seen, one of them large
        var expected = picture(source);
        expected.keySet().removeAll(Set.of("a/b/two", "large"));
        var gone = Set.of("a/b/two", "large");
        var vanishing =
                new Disturbed(
                        new FolderTree(source),
                        entry -> {
                            if (gone.contains(entry.path())) {
                                Files.delete(source.resolve(entry.path()));
                            }
                        });

        var backup = backUp(vanishing, null);

        assertThat(backup.captured().remarks())
                .containsExactlyInAnyOrder(
                        "gone while it was read: a/b/two", "gone while it was read: large");
        restore(backup, null, false);
        assertThat(picture(restored).keySet()).isEqualTo(expected.keySet());
    }

    @Test
    void aContentThatIsNotWhatItWasIsRefused() throws Exception {
        var backup = backUp(new FolderTree(source), null);
        var pack = backup.captured().packs().getFirst().item().key();

        var spoilt = SpoiltStore.flipped(store, pack, 1234, 3);

        assertThatThrownBy(() ->
                        new FilesRestore(spoilt, this::keyOf)
                                .into(restored, backup.previous(), null, false))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aBucketIsBackedUpLikeAFolder() throws Exception {
        var bucket = new Stores(TestStores.folderSettings()).of(source.toUri().toString());
        var first = backUp(new BucketTree(bucket), null);

        restore(first, null, false);

        assertThat(Files.readAllBytes(restored.resolve("a/b/two"))).isEqualTo(random(2, 300_000));
    }

    private Backup backUp(Tree tree, @Nullable Backup previous) throws Exception {
        String id = "backup-" + ++backups;
        var key = keys.newDataKey(id);
        var encryption = new Manifest.Encryption(DataKey.FORMAT, id, keys.wrap(key));
        var captured =
                ENGINE.capture(
                        tree,
                        new FilesEngine.Order(
                                store, id + "/", "packs/" + id + "-", key, encryption),
                        previous == null ? null : previous.previous());
        var manifest =
                new Manifest(
                        Manifest.FORMAT,
                        id,
                        "shop",
                        "uploads",
                        FilesEngine.ENGINE,
                        "test",
                        captured.snapshotAt(),
                        captured.snapshotAt(),
                        captured.snapshotAt(),
                        null,
                        null,
                        captured.items(),
                        encryption,
                        captured.packs(),
                        captured.remarks());
        var read = Manifest.parse(manifest.toJson());
        assertThat(read).isEqualTo(manifest);
        return new Backup(read, captured, Previous.read(read, store, key));
    }

    private FilesRestore.Restored restore(Backup backup, @Nullable String path, boolean replace)
            throws Exception {
        return restore(backup, restored, path, replace);
    }

    private FilesRestore.Restored restore(
            Backup backup, Path into, @Nullable String path, boolean replace) throws Exception {
        if (replace) {
            try (var all = Files.list(into)) {
                for (Path each : all.toList()) {
                    TemporaryFolder.remove(each);
                }
            }
        }
        return new FilesRestore(store, this::keyOf).into(into, backup.previous(), path, replace);
    }

    private @Nullable DataKey keyOf(Manifest.Pack pack)
            throws java.security.GeneralSecurityException {
        var encryption = pack.encryption();
        return encryption == null
                ? null
                : keys.unwrap(encryption.keys(), encryption.associatedData());
    }

    /** Everything that can be seen of a folder, by path. */
    private static SortedMap<String, String> picture(Path folder) throws IOException {
        var seen = new TreeMap<String, String>();
        try (var all = Files.walk(folder)) {
            for (Path path : all.filter(p -> !p.equals(folder)).toList()) {
                boolean link = Files.isSymbolicLink(path);
                seen.put(
                        folder.relativize(path).toString(),
                        link
                                ? "-> " + Files.readSymbolicLink(path)
                                : Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS)
                                        + " "
                                        + Files.getLastModifiedTime(path)
                                        + " "
                                        + (Files.isRegularFile(path)
                                                ? Sha256.hex(Files.readAllBytes(path))
                                                : ""));
            }
        }
        return seen;
    }

    private static byte[] random(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Something happens to a file whenever it is opened. */
    private record Disturbed(Tree tree, Visitor opened) implements Tree {

        @Override
        public void walk(Visitor visitor, Consumer<String> remark) throws IOException {
            tree.walk(visitor, remark);
        }

        @Override
        public InputStream open(Entry entry) throws IOException {
            opened.visit(entry);
            return tree.open(entry);
        }

        @Override
        public boolean isGone(Entry entry) throws IOException {
            return tree.isGone(entry);
        }

        @Override
        public @Nullable Entry look(Entry entry) throws IOException {
            return tree.look(entry);
        }
    }

    private record TemporaryFolder(Path path) implements AutoCloseable {

        TemporaryFolder() throws IOException {
            this(Files.createTempDirectory("bascule-files-"));
        }

        static void remove(Path folder) throws IOException {
            try (var all = Files.walk(folder)) {
                for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }

        @Override
        public void close() throws IOException {
            remove(path);
        }
    }
}
