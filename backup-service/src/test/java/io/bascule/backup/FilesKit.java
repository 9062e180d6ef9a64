package io.bascule.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Does what the RESTORE.md of a backup of files says, word for word, with a shell and public tools;
 * only the name of the key file is filled in.
 */
final class FilesKit implements AutoCloseable {

    private final World world;
    private final Path folder;

    FilesKit(World world, String manifestUri) throws IOException, InterruptedException {
        this.world = world;
        this.folder = Files.createTempDirectory("bascule-kit-");
        for (var tool : List.of("zstd", "aws")) {
            assumeTrue(
                    bash("command -v " + tool) == 0,
                    "Expected " + tool + " to follow RESTORE.md; install it");
        }
        // What a person opens first; the rest is in it.
        String instructions = manifestUri.replace("manifest.json", "RESTORE.md");
        expect("aws s3 cp " + instructions + " RESTORE.md");
        Files.copy(world.keys.resolve("recovery"), folder.resolve("recovery.key"));
        var commands =
                Files.readAllLines(folder.resolve("RESTORE.md")).stream()
                        .filter(line -> line.startsWith("       "))
                        .map(line -> line.strip().replace("KEY_FILE", "recovery.key"))
                        .toList();
        assertThat(commands).hasSize(8);
        expect(String.join("\n", commands));
    }

    /** What came back. */
    Path restored() {
        return folder.resolve("restored");
    }

    private void expect(String script) throws IOException, InterruptedException {
        int code = bash("set -e\n" + script);
        assertThat(code).as(script + "\n" + Files.readString(folder.resolve("out.log"))).isZero();
    }

    private int bash(String script) throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder("bash", "-c", script)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out.log").toFile());
        var environment = builder.environment();
        environment.put(
                "PATH",
                Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        environment.put("AWS_ENDPOINT_URL", world.objects.endpoint().toString());
        environment.put("AWS_ACCESS_KEY_ID", "test");
        environment.put("AWS_SECRET_ACCESS_KEY", "test");
        environment.put("AWS_DEFAULT_REGION", "us-east-1");
        return builder.start().waitFor();
    }

    @Override
    public void close() throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
