package io.bascule.backup.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A full backup with what it offers: two processes, zstd, AES-256-CBC. */
final class PgBackRest {

    private final Ground ground;
    private final Path repository;
    private final Path configuration;
    private boolean begun;

    PgBackRest(Ground ground) throws IOException {
        this.ground = ground;
        Path folder = ground.folder("pgbackrest");
        repository = Files.createDirectory(folder.resolve("repository"));
        configuration =
                Files.writeString(
                        folder.resolve("pgbackrest.conf"),
                        """
                        [global]
                        repo1-path=%s
                        repo1-cipher-type=aes-256-cbc
                        repo1-cipher-pass=correct-horse-battery-staple
                        repo1-retention-full=1
                        log-path=%s
                        lock-path=%s
                        log-level-console=error
                        log-level-file=off
                        compress-type=zst
                        compress-level=1
                        process-max=2
                        archive-check=n
                        start-fast=y
                        [bench]
                        pg1-path=%s
                        pg1-port=%d
                        pg1-socket-path=%s
                        pg1-user=postgres
                        """
                                .formatted(
                                        repository,
                                        folder,
                                        folder,
                                        ground.source.folder().resolve("data"),
                                        ground.source.port(),
                                        ground.source.folder()));
        ground.tools().own(folder);
    }

    /** Takes one; those before it are removed by its own retention. */
    long full() throws Exception {
        if (!begun) {
            run("stanza-create");
            begun = true;
        }
        run("--type=full", "backup");
        try (var sets = Files.newDirectoryStream(repository.resolve("backup/bench"), "*F")) {
            long bytes = 0;
            for (Path set : sets) {
                if (!Files.isSymbolicLink(set)) {
                    bytes += bytesOf(set);
                }
            }
            return bytes;
        }
    }

    private static long bytesOf(Path set) throws IOException {
        try (var all = Files.walk(set)) {
            return all.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
        }
    }

    private void run(String... arguments) throws Exception {
        var all = new ArrayList<>(List.of("--config=" + configuration, "--stanza=bench"));
        all.addAll(List.of(arguments));
        Tool.run(
                ground.source,
                ground.tools()
                        .command(Tool.find("pgbackrest").orElseThrow().toString(), all)
                        .inheritIO());
    }
}
