package io.bascule.backup.desk;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.manifest.EscapeKit;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.Keys;
import io.bascule.backup.seal.WrappingKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import io.bascule.contracts.plan.BackupJob;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening what is stored: by today's keys, by yesterday's, by the recovery key, or not at all. */
class VaultTest {

    private static final String ID = "20261122T030000Z-0123456789ab";
    private static final byte[] CONTENT = "the content".getBytes(StandardCharsets.UTF_8);

    private final KeyRing old = Keys.ring();
    private final AtomicReference<KeyRing> ring = new AtomicReference<>(old);

    @TempDir private Path folder;
    private Stores stores;
    private BackupStore store;
    private Vault vault;
    private PlannedJob planned;

    @BeforeEach
    void aStoredBackup() throws Exception {
        stores = new Stores(TestStores.folderSettings());
        store = stores.of(folder.toUri().toString());
        vault = new Vault(stores, _ -> ring.get());
        var job =
                new BackupJob(
                        "nightly",
                        BackupJob.Kind.DATABASES,
                        "orders",
                        "0 3 * * *",
                        "UTC",
                        30,
                        folder.toUri().toString(),
                        "AES-256",
                        null,
                        "pg_dump",
                        "readable");
        planned = new PlannedJob("orders", job, null, Instant.EPOCH);
        put(ID, ID);
    }

    private void put(String id, String says) throws Exception {
        var key = old.newDataKey(says);
        String below = Vault.folder(planned, id);
        var item =
                new Pipeline(1, 0)
                        .store(
                                new ByteArrayInputStream(CONTENT),
                                key,
                                store,
                                "dump",
                                below + "dump.zst.aes",
                                () -> {});
        var manifest =
                new Manifest(
                        Manifest.FORMAT,
                        says,
                        "orders",
                        "nightly",
                        "pg_dump",
                        "test",
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        null,
                        null,
                        List.of(item),
                        new Manifest.Encryption(DataKey.FORMAT, says, old.wrap(key)),
                        null,
                        null);
        var _ = store.put(below + Manifest.NAME, manifest.toJson());
    }

    @Test
    void afterARotationTheNewKeysOpenItAndTheOldOnesAreNotNeeded() throws Exception {
        // given
        String newRecovery = Keys.random();
        var young =
                new KeyRing(
                        WrappingKey.parse(Keys.random(), "wrapping"),
                        WrappingKey.parse(newRecovery, "recovery"));
        ring.set(
                new KeyRing(
                        young.wrapping(),
                        young.recovery(),
                        List.of(old.wrapping(), old.recovery())));
        byte[] before = store.readSmall(Vault.folder(planned, ID) + "dump.zst.aes", 1 << 20);

        // when
        String key = vault.rewrap(planned, ID);

        // then: once is enough, nothing was encrypted anew, and no old key is needed
        assertThat(key).isEqualTo(young.wrapping().id());
        assertThat(vault.rewrap(planned, ID)).isNull();
        assertThat(store.readSmall(Vault.folder(planned, ID) + "dump.zst.aes", 1 << 20))
                .isEqualTo(before);
        ring.set(young);
        assertThat(content()).isEqualTo(CONTENT);
        ring.set(Keys.ring());
        assertThatThrownBy(this::content).isInstanceOf(GeneralSecurityException.class);

        // and: the decryptor takes the new keys' file in the manifest's place
        Path below = folder.resolve(Vault.folder(planned, ID));
        Files.write(below.resolve("Decrypt.java"), EscapeKit.decryptor());
        Files.writeString(below.resolve("recovery.key"), newRecovery);
        String keysFile;
        try (var files = Files.list(below)) {
            keysFile =
                    files.map(f -> f.getFileName().toString())
                            .filter(f -> f.startsWith("keys-"))
                            .findFirst()
                            .orElseThrow();
        }
        var decrypted =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "Decrypt.java",
                                keysFile,
                                "recovery.key",
                                "dump.zst.aes")
                        .directory(below.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        byte[] compressed = decrypted.getInputStream().readAllBytes();
        assertThat(decrypted.waitFor()).isZero();
        try (var zstd =
                new com.github.luben.zstd.ZstdInputStream(new ByteArrayInputStream(compressed))) {
            assertThat(zstd.readAllBytes()).isEqualTo(CONTENT);
        }
    }

    @Test
    void theRecoveryKeyAloneOpensItWhenTheOtherIsLost() throws Exception {
        ring.set(new KeyRing(Keys.ring().wrapping(), old.recovery()));

        assertThat(content()).isEqualTo(CONTENT);
    }

    @Test
    void aManifestThatIsMissingOrAnothersIsRefused() throws Exception {
        put("20261122T040000Z-aaaaaaaaaaaa", ID);

        assertThatThrownBy(() -> vault.open(planned, "20261122T040000Z-aaaaaaaaaaaa"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("but found the one of " + ID);
        store.delete(Vault.folder(planned, ID) + Manifest.NAME);
        assertThatThrownBy(() -> vault.open(planned, ID))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it is missing: there is no such backup");
    }

    private byte[] content() throws Exception {
        var opened = vault.open(planned, ID);
        var plain = new ByteArrayOutputStream();
        var _ =
                Pipeline.restore(
                        opened.store(),
                        opened.manifest().main(),
                        requireNonNull(opened.key()),
                        plain);
        return plain.toByteArray();
    }
}
