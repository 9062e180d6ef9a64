package io.bascule.backup.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bascule.backup.dump.PgDump;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.manifest.EscapeKit;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.Keys;
import io.bascule.backup.seal.WrappingKey;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores by doing what RESTORE.md says, with public tools and nothing of Bascule on the path. */
class EscapeKitTest {

    private static final String ID = "20261122T030000Z-0123456789ab";

    @TempDir private Path folder;

    @Test
    void theInstructionsAndTheRecoveryKeyBringEverythingBack() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/zstd")),
                "Expected the zstd tool at /usr/bin/zstd to follow RESTORE.md; install zstd");
        try (var source = new SourceServer()) {
            // given: a backup, its kit beside it, and only the recovery key
            String recovery = Keys.random();
            var keys =
                    new KeyRing(
                            WrappingKey.parse(Keys.random(), "wrapping"),
                            WrappingKey.parse(recovery, "recovery"));
            var manifest = backUp(source, keys);
            String instructions =
                    new String(
                            EscapeKit.instructions(manifest, folder.toUri().toString()),
                            StandardCharsets.UTF_8);
            Files.write(folder.resolve("Decrypt.java"), EscapeKit.decryptor());
            Files.write(folder.resolve("manifest.json"), manifest.toJson());
            Files.writeString(folder.resolve("recovery.key"), recovery + "\n");

            // when: its commands one after the other, with the name of the key file filled in
            var commands =
                    instructions
                            .lines()
                            .filter(line -> line.startsWith("       "))
                            .map(String::strip)
                            .filter(line -> !line.startsWith("aws s3 cp"))
                            .map(line -> line.replace("KEY_FILE", "recovery.key"))
                            .toList();

            // then
            assertThat(commands).hasSize(4);
            for (String command : commands) {
                assertThat(bash(source, command))
                        .as(command + "\n" + Files.readString(folder.resolve("out.log")))
                        .isZero();
            }
            try (var connection =
                            java.sql.DriverManager.getConnection(
                                    "jdbc:postgresql://127.0.0.1:" + source.port() + "/restored",
                                    "postgres",
                                    Files.readString(source.passwordFile()).strip());
                    var rows =
                            connection
                                    .createStatement()
                                    .executeQuery("SELECT count(*), sum(id) FROM orders")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(5000);
                assertThat(rows.getLong(2)).isEqualTo(5000L * 5001 / 2);
            }

            // and: a cut file is refused
            Path dump = folder.resolve("dump.zst.aes");
            byte[] whole = Files.readAllBytes(dump);
            Files.write(dump, java.util.Arrays.copyOf(whole, whole.length - 1));
            assertThat(
                            bash(
                                    source,
                                    "java Decrypt.java manifest.json recovery.key dump.zst.aes > plain"))
                    .isEqualTo(1);
            assertThat(Files.readString(folder.resolve("out.log"))).contains("Decrypt:");
        }
    }

    private Manifest backUp(SourceServer source, KeyRing keys) throws Exception {
        var key = keys.newDataKey(ID);
        try (var stores = new Stores(TestStores.folderSettings())) {
            var dumped =
                    new PgDump(
                                    source.tools(),
                                    new Pipeline(3, 1),
                                    Clock.systemUTC(),
                                    Duration.ofMinutes(1))
                            .dump(source.database(), key, stores.of(folder.toUri().toString()), "");
            return new Manifest(
                    Manifest.FORMAT,
                    ID,
                    "orders",
                    "nightly",
                    PgDump.ENGINE,
                    "test",
                    dumped.snapshotAt(),
                    dumped.snapshotAt(),
                    dumped.snapshotAt(),
                    dumped.position(),
                    dumped.database(),
                    dumped.items(),
                    new Manifest.Encryption(DataKey.FORMAT, ID, keys.wrap(key)),
                    null,
                    null);
        }
    }

    private int bash(SourceServer source, String command) throws Exception {
        var builder =
                new ProcessBuilder("bash", "-c", "set -o pipefail; " + command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out.log").toFile());
        builder.environment()
                .put(
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin")
                                + ":"
                                + source.tools().binDir()
                                + ":/usr/bin:/bin");
        builder.environment().put("PGHOST", "127.0.0.1");
        builder.environment().put("PGPORT", String.valueOf(source.port()));
        builder.environment().put("PGUSER", "postgres");
        builder.environment().put("PGPASSWORD", Files.readString(source.passwordFile()).strip());
        return builder.start().waitFor();
    }
}
