package io.bascule.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What must not be left when work is done: throw-away folders and child processes. */
final class Leaks {

    private static final Set<String> TOOLS =
            Set.of(
                    "pg_dump",
                    "pg_dumpall",
                    "pg_basebackup",
                    "pg_restore",
                    "psql",
                    "initdb",
                    "pg_verifybackup",
                    "pg_amcheck",
                    "tar");

    private Leaks() {}

    /**
     * Waits until what a process of this JVM did has ended; it says its last fact a little earlier.
     */
    static void expectNone(Path workDir) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    assertThat(folders(workDir)).as("throw-away folders").isEmpty();
                    assertThat(children()).as("child processes").isEmpty();
                });
    }

    private static List<String> folders(Path workDir) throws IOException {
        if (!Files.isDirectory(workDir)) {
            return List.of();
        }
        try (var left = Files.list(workDir)) {
            return left.map(p -> p.getFileName().toString()).toList();
        }
    }

    private static List<String> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(p -> p.info().command().orElse(""))
                .filter(command -> TOOLS.contains(command.substring(command.lastIndexOf('/') + 1)))
                .toList();
    }
}
