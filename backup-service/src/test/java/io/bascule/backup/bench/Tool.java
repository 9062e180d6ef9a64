package io.bascule.backup.bench;

import io.bascule.backup.proof.SourceServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs of others. */
final class Tool {

    private Tool() {}

    /** Distribution's packages before what else is on the PATH. */
    static Optional<Path> find(String name) {
        var folders = new java.util.ArrayList<>(List.of("/usr/bin"));
        folders.addAll(List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)));
        return folders.stream()
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Runs it to its end against a server.
     *
     * @throws IOException if it did not succeed
     */
    static void run(SourceServer source, ProcessBuilder builder)
            throws IOException, InterruptedException {
        builder.environment().putAll(source.database().environment());
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IOException(
                    "Expected " + builder.command() + " to succeed, but found exit code " + code);
        }
    }
}
