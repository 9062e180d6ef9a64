package io.bascule.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bascule.backup.manifest.EscapeKit;
import io.bascule.backup.proof.SourceServer;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what RESTORE.md says for an instant, with public tools and the recovery key alone. */
class EscapeWithLogTest {

    @TempDir private Path folder;

    @Test
    void theInstructionsLeadToTheInstant() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/zstd")),
                "Expected the zstd tool at /usr/bin/zstd to follow RESTORE.md; install zstd");
        try (var source = new SourceServer();
                var stores = new Stores(TestStores.folderSettings());
                var archived = new ArchivedServer(source)) {
            // given: an archive, a copy and its kit, and a server that is gone
            var store = stores.of(folder.toUri().toString());
            var receiver = archived.receive(store);
            archived.awaitSaid("copy wanted");
            var copy = archived.copy(store);
            source.execute("INSERT INTO orders VALUES (5001, 'before', 1)");
            Instant at = archived.now();
            source.execute("INSERT INTO orders VALUES (5002, 'after', 1)");
            var _ = archived.awaitReplay(copy, store, archived.now());
            receiver.close();
            source.server().kill();
            Path kit = Files.createDirectory(archived.workDir.resolve("kit"));
            String from =
                    store.uriOf("orders/copy/" + copy.manifest().backupId() + "/x").toString();
            String instructions =
                    new String(
                            EscapeKit.instructions(
                                    copy.manifest(), from.substring(0, from.length() - 1)),
                            StandardCharsets.UTF_8);
            copyAll(folder.resolve("orders/copy/" + copy.manifest().backupId()), kit);
            copyAll(folder.resolve("orders/copy/wal"), kit.resolve("wal"));
            Files.write(kit.resolve("Decrypt.java"), EscapeKit.decryptor());
            Files.write(kit.resolve("manifest.json"), copy.manifest().toJson());
            Files.writeString(kit.resolve("recovery.key"), archived.recoveryKey + "\n");
            source.tools().own(kit);

            // when
            var commands =
                    instructions
                            .lines()
                            .filter(line -> line.startsWith("       "))
                            .map(String::strip)
                            .filter(line -> !line.startsWith("aws s3 cp"))
                            .map(line -> line.replace("KEY_FILE", "recovery.key"))
                            .map(line -> line.replace("INSTANT", asTheServerWritesIt(at)))
                            .toList();

            // then
            assertThat(instructions)
                    .contains("aws s3 cp --recursive " + folder.toUri() + "orders/copy/wal/ wal/");
            assertThat(commands).hasSize(13);
            try {
                for (String command : commands) {
                    assertThat(bash(source, kit, command))
                            .as(
                                    "%s%n%s%n%s",
                                    command,
                                    Files.readString(folder.resolve("out.log")),
                                    logOf(kit))
                            .isZero();
                }
                // It lets people read while it replays.
                Awaitility.await()
                        .atMost(ArchivedServer.PATIENCE)
                        .until(() -> ask(source, "SELECT NOT pg_is_in_recovery()").equals("t"));
                assertThat(ask(source, "SELECT string_agg(item, ' ') FROM orders WHERE id > 5000"))
                        .isEqualTo("before");
            } finally {
                var _ = bash(source, kit, "pg_ctl --pgdata=restored --mode=immediate stop");
            }
        }
    }

    private static String asTheServerWritesIt(Instant at) {
        return at.toString().replace('T', ' ').replace("Z", "+00");
    }

    private static String logOf(Path kit) throws Exception {
        Path log = kit.resolve("restored.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private static String ask(SourceServer source, String query) throws Exception {
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:" + source.port() + "/orders",
                                "postgres",
                                SourceServer.PASSWORD);
                var row = connection.createStatement().executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private static void copyAll(Path from, Path to) throws Exception {
        try (var all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private int bash(SourceServer source, Path kit, String command) throws Exception {
        var builder =
                source.tools()
                        .command("/bin/bash", List.of("-c", "set -o pipefail; " + command))
                        .directory(kit.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out.log").toFile());
        builder.environment()
                .put(
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin")
                                + ":"
                                + source.tools().binDir()
                                + ":/usr/bin:/bin");
        return builder.start().waitFor();
    }
}
