package io.bascule.backup.bench;

import io.bascule.backup.dump.Captured;
import io.bascule.backup.files.FilesEngine;
import io.bascule.backup.files.Previous;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.proof.SourceServer;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.ObjectServer;
import io.bascule.contracts.EventJson;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The same done by the tools that people use otherwise. */
final class Peers implements AutoCloseable {

    private static final int SAMPLE = 128 << 20;

    private final SourceServer source;
    private final ObjectServer objects;
    private final Path folder;
    private final Path plain;

    Peers(SourceServer source, ObjectServer objects) {
        this.source = source;
        this.objects = objects;
        this.folder = source.tools().temporaryFolder("bascule-peers-");
        this.plain = folder.resolve("plain.dump");
    }

    void run(ProcessBuilder builder) throws Exception {
        builder.environment().putAll(source.database().environment());
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IOException(
                    "Expected " + builder.command() + " to succeed, but found " + code);
        }
    }

    long bareDump() throws Exception {
        run(dumpCommand().redirectOutput(new File("/dev/null")));
        return 0;
    }

    private ProcessBuilder dumpCommand() {
        var arguments = new ArrayList<>(List.of("-Fc", "-Z0"));
        arguments.addAll(source.database().arguments());
        return source.tools()
                .command("pg_dump", arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    void plainDump() throws Exception {
        if (!Files.exists(plain)) {
            Files.createFile(plain);
            run(dumpCommand().redirectOutput(plain.toFile()));
            source.tools().own(plain);
        }
    }

    long plainRestore() throws Exception {
        run(
                source.tools()
                        .command(
                                "pg_restore",
                                List.of(
                                        "--exit-on-error",
                                        "--single-transaction",
                                        "--no-owner",
                                        "--no-privileges",
                                        "--host=127.0.0.1",
                                        "--port=" + source.port(),
                                        "--username=postgres",
                                        "--dbname=plain",
                                        plain.toString()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT));
        return 0;
    }

    boolean hasAws() {
        return onPath("aws");
    }

    boolean hasPgBackRest() {
        return onPath("pgbackrest");
    }

    private static boolean onPath(String tool) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(in -> Files.isExecutable(Path.of(in, tool)));
    }

    /** What a careful person writes into a crontab. */
    long script(String bucket) throws Exception {
        var builder =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "set -euo pipefail; \"$0\" \"$@\" | gzip | aws --endpoint-url "
                                        + objects.endpoint()
                                        + " s3 cp --quiet --expected-size 2000000000 - "
                                        + bucket
                                        + "/script/dump.gz",
                                source.tools().binDir().resolve("pg_dump").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.command().addAll(List.of("-Fc", "-Z0"));
        builder.command().addAll(source.database().arguments());
        builder.environment().put("AWS_ACCESS_KEY_ID", "test");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
        builder.environment().put("AWS_DEFAULT_REGION", "us-east-1");
        run(builder);
        return 0;
    }

    /** A full backup with what it offers: two processes, zstd, AES-256-CBC. */
    long pgBackRest() throws Exception {
        Path repository = folder.resolve("repository");
        Path configuration = folder.resolve("pgbackrest.conf");
        boolean begun = Files.exists(configuration);
        if (!begun) {
            Files.createDirectory(repository);
            Files.createDirectory(folder.resolve("log"));
            Files.writeString(
                    configuration,
                    """
                    [global]
                    repo1-path=%s
                    repo1-cipher-type=aes-256-cbc
                    repo1-cipher-pass=correct-horse-battery-staple
                    repo1-retention-full=1
                    log-path=%s
                    lock-path=%s
                    log-level-console=error
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
                                    folder.resolve("log"),
                                    folder,
                                    source.folder().resolve("data"),
                                    source.port(),
                                    source.folder()));
            source.tools().own(folder);
            pgBackRest(configuration, "stanza-create");
        }
        pgBackRest(configuration, "--type=full", "backup");
        try (var all = Files.walk(repository.resolve("backup"))) {
            long bytes = 0;
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                bytes += path.toString().contains("latest") ? 0 : Files.size(path);
            }
            return bytes;
        }
    }

    private void pgBackRest(Path configuration, String... arguments) throws Exception {
        var all = new ArrayList<>(List.of("--config=" + configuration, "--stanza=bench"));
        all.addAll(List.of(arguments));
        run(source.tools().command(path("pgbackrest"), all).inheritIO());
    }

    private static String path(String tool) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .map(in -> Path.of(in, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow()
                .toString();
    }

    /** The beginning of a real dump. */
    record Sample(SourceServer source) {

        byte[] bytes() throws Exception {
            var arguments = new ArrayList<>(List.of("-Fc", "-Z0"));
            arguments.addAll(source.database().arguments());
            var builder = source.tools().command("pg_dump", arguments);
            builder.environment().putAll(source.database().environment());
            var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            byte[] bytes = process.getInputStream().readNBytes(SAMPLE);
            process.destroyForcibly();
            var _ = process.waitFor();
            return bytes;
        }
    }

    /** Of a JVM that may use 256 MiB, through which so many gigabytes pass. */
    static double peakHeap(String gigabytes) throws Exception {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.bascule.backup.dump.SmallHeap",
                                String.valueOf((long) (Double.parseDouble(gigabytes) * 1e9)))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String said =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("Expected the stream to pass, but found: " + said);
        }
        System.err.print(said);
        return Double.parseDouble(said.replaceAll("(?s).*peak heap ([0-9.]+) MiB.*", "$1"));
    }

    static Previous previous(Captured captured, String name, BackupStore store, DataKey key)
            throws IOException {
        var manifest =
                new Manifest(
                        Manifest.FORMAT,
                        name,
                        "bench",
                        "files",
                        FilesEngine.ENGINE,
                        "bench",
                        captured.snapshotAt(),
                        captured.snapshotAt(),
                        captured.snapshotAt(),
                        null,
                        null,
                        captured.items(),
                        null,
                        captured.packs(),
                        null);
        return Previous.read(
                EventJson.mapper().readValue(manifest.toJson(), Manifest.class), store, key);
    }

    void remove(Path what) throws IOException {
        removeAll(what);
    }

    static void removeAll(Path what) throws IOException {
        try (var all = Files.walk(what)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        removeAll(folder);
    }
}
