package io.bascule.backup.proof;

import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How throw-away servers and folders end. */
final class Discarding {

    private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);
    private static final int REMOVALS = 50;
    private static final long BETWEEN_REMOVALS_NANOS = 100_000_000;

    private Discarding() {}

    /**
     * Whoever is told to stop cleans up all the same. A tool that was broken off may write a last
     * file meanwhile, so the removal is tried {@value #REMOVALS} times, 0.1 s apart.
     */
    static void server(PostgresTools tools, Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    Cluster.at(tools, folder.resolve("data")).processes().kill(KILLED_WITHIN);
                    folder(folder);
                    return;
                } catch (DirectoryNotEmptyException e) {
                    if (attempt == REMOVALS) {
                        throw e;
                    }
                    LockSupport.parkNanos(BETWEEN_REMOVALS_NANOS);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Removes a folder and all that is in it. */
    static void folder(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException e) throws IOException {
                        Files.deleteIfExists(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
