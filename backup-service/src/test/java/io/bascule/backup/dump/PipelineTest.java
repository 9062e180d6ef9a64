package io.bascule.backup.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.Keys;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.SpoiltStore;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing but the whole content, unchanged, can be read back. */
class PipelineTest {

    private static final int SEGMENT = 1 << 20;
    private static final long SEED = 20261122;
    private static final Pipeline PIPELINE = new Pipeline(1, 1);

    private final KeyRing keys = Keys.ring();
    private final DataKey key = keys.newDataKey("backup-1");

    @TempDir private Path folder;
    private BackupStore store;

    @BeforeEach
    void open() {
        store = new Stores(TestStores.folderSettings()).of(folder.toUri().toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SEGMENT - 56, SEGMENT, 3 * SEGMENT + 17})
    void whatIsStoredIsReadBack(int size) throws IOException {
        byte[] content = random(size);
        var item = store(content, key);

        var back = new ByteArrayOutputStream();
        long read = Pipeline.restore(store, item, key, back);

        assertThat(back.toByteArray()).isEqualTo(content);
        assertThat(read).isEqualTo(item.storedBytes());
        assertThat(item.sourceBytes()).isEqualTo(size);
        assertThat(store.head(item.key()).orElseThrow().checksum()).isEqualTo(item.checksum());
    }

    @Test
    void withoutEncryptionTheObjectIsPlainZstd() throws IOException {
        byte[] content = random(100_000);
        var item = store(content, null);

        var back = new ByteArrayOutputStream();
        var _ = Pipeline.restore(store, item, null, back);

        assertThat(back.toByteArray()).isEqualTo(content);
    }

    @Test
    void aTruncatedObjectIsNotReadableWhereverItIsCut() throws IOException {
        var item = store(random(3 * SEGMENT), key);
        var cuts = new ArrayList<Long>(List.of(0L, 1L, 39L, 40L, 41L, item.storedBytes() - 1));
        for (long border = SEGMENT; border < item.storedBytes(); border += SEGMENT) {
            cuts.addAll(List.of(border - 1, border, border + 1));
        }
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 20; i++) {
            cuts.add(random.nextLong(item.storedBytes()));
        }

        for (long cut : cuts) {
            assertThatThrownBy(() -> read(SpoiltStore.cut(store, item.key(), cut), item, key))
                    .as("cut at %d", cut)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aSmallObjectIsNotReadableAtAnyLengthAndWithAnyBitFlipped() throws IOException {
        for (@Nullable DataKey sealing : java.util.Arrays.asList(key, null)) {
            var item = store(random(600), sealing);
            for (long cut = 0; cut < item.storedBytes(); cut++) {
                long end = cut;
                assertThatThrownBy(
                                () -> read(SpoiltStore.cut(store, item.key(), end), item, sealing))
                        .as("cut at %d", end)
                        .isInstanceOf(IOException.class);
                int bit = (int) (cut % 8);
                assertThatThrownBy(() ->
                                read(
                                        SpoiltStore.flipped(store, item.key(), end, bit),
                                        item,
                                        sealing))
                        .as("bit %d of byte %d", bit, end)
                        .isInstanceOf(IOException.class);
            }
            store.delete(item.key());
        }
    }

    @Test
    void oneFlippedBitIsSeenWhereverItIs() throws IOException {
        for (@Nullable DataKey sealing : java.util.Arrays.asList(key, null)) {
            var item = store(random(SEGMENT + 1000), sealing);
            var random = new SplittableRandom(SEED);
            var places = new ArrayList<Long>(List.of(0L, 1L, 39L, 40L, item.storedBytes() - 1));
            for (int i = 0; i < 25; i++) {
                places.add(random.nextLong(item.storedBytes()));
            }
            for (long at : places) {
                int bit = random.nextInt(8);
                assertThatThrownBy(() ->
                                read(
                                        SpoiltStore.flipped(store, item.key(), at, bit),
                                        item,
                                        sealing))
                        .as("bit %d of byte %d, seed %d", bit, at, SEED)
                        .isInstanceOf(IOException.class);
            }
            store.delete(item.key());
        }
    }

    @Test
    void anObjectOfAnotherBackupIsNotReadable() throws IOException {
        var item = store(random(1000), key);
        var other = keys.newDataKey("backup-2");

        assertThatThrownBy(() -> read(item, other)).isInstanceOf(IOException.class);
    }

    @Test
    void appendedBytesAreSeen() throws IOException {
        for (@Nullable DataKey sealing : java.util.Arrays.asList(key, null)) {
            var item = store(random(1000), sealing);
            Files.write(folder.resolve(item.key()), new byte[] {0}, StandardOpenOption.APPEND);
            assertThatThrownBy(() -> read(item, sealing)).isInstanceOf(IOException.class);
            store.delete(item.key());
        }
    }

    @Test
    void theDataKeyOpensWithEitherKeyAndWithNoOther() throws Exception {
        var wrapped = keys.wrap(key);
        var onlyRecovery = new KeyRing(Keys.ring().wrapping(), keys.recovery());
        var item = store(random(1000), key);

        assertThat(read(item, onlyRecovery.unwrap(wrapped, "backup-1")))
                .isEqualTo(item.storedBytes());
        assertThatThrownBy(() -> Keys.ring().unwrap(wrapped, "backup-1"))
                .hasMessageContaining("configure the key that the backup was made with");
        assertThatThrownBy(() -> keys.unwrap(wrapped, "backup-2"))
                .isInstanceOf(java.security.GeneralSecurityException.class);
    }

    @Test
    void aConditionThatDoesNotHoldLeavesNothing() throws IOException {
        assertThatThrownBy(() ->
                        PIPELINE.store(
                                new ByteArrayInputStream(random(SEGMENT)),
                                key,
                                store,
                                "dump",
                                "object",
                                () -> {
                                    throw new IOException("exit code 1");
                                }))
                .hasMessage("exit code 1");

        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void threeHundredMegabytesPassThroughASmallHeap() throws Exception {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx48m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SmallHeap.class.getName(),
                                String.valueOf(300L << 20))
                        .redirectErrorStream(true)
                        .start();
        String said =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("bytes " + (300L << 20));
    }

    private Manifest.Item store(byte[] content, @Nullable DataKey sealing) throws IOException {
        return PIPELINE.store(
                new ByteArrayInputStream(content), sealing, store, "dump", "object", () -> {});
    }

    private long read(Manifest.Item item, @Nullable DataKey opening) throws IOException {
        return read(store, item, opening);
    }

    private static long read(BackupStore from, Manifest.Item item, @Nullable DataKey opening)
            throws IOException {
        return Pipeline.restore(from, item, opening, OutputStream.nullOutputStream());
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
