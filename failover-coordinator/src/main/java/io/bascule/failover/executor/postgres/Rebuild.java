package io.bascule.failover.executor.postgres;

import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.postgres.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts a new base backup in the place of a data directory, by two renames. A backup that takes
 * longer than a step goes on behind it, and the step's next attempt takes it up: so a large
 * database comes to an end however short the step is. Of a process that died, it is begun anew.
 */
final class Rebuild {

    private static final String FRESH = ".rebuild-";
    private static final String OLD = ".old-";

    private final Path dataDir;
    private @Nullable Copying copying;

    Rebuild(Cluster cluster) {
        this.dataDir = cluster.dataDir();
    }

    /** Takes a base backup into a folder; may take hours. */
    interface Copier {
        void copyTo(Path folder);
    }

    /**
     * A backup that is being taken.
     *
     * @param of what it is of: one of another server or timeline is of no use
     */
    private record Copying(String of, Path folder, CompletableFuture<Void> done) {}

    /** After a break between the two renames, the old directory is the one to go on with. */
    void settle() {
        if (!Files.exists(dataDir)) {
            beside(OLD).stream()
                    .max(Comparator.comparingLong(Rebuild::modified))
                    .ifPresent(old -> move(old, dataDir));
        }
    }

    /**
     * Takes the backup, or goes on with it, and puts it in place. The server must be down.
     *
     * @param of names the server and timeline that it is taken from
     * @param epoch the run that wants it
     * @param keepOld whether the old directory is kept as the last evidence of its tail
     * @throws StepFailedException at the deadline; the backup goes on and the next call takes it up
     */
    void from(Copier copier, String of, long epoch, boolean keepOld, Deadline deadline) {
        var current = copying(copier, of);
        await(current, deadline);
        var kept = dataDir.resolveSibling(dataDir.getFileName() + OLD + epoch);
        beside(OLD).stream().filter(old -> !old.equals(kept)).forEach(Rebuild::delete);
        if (Files.exists(kept)) {
            // An attempt of this run came so far before it was broken off: what it kept is the
            // evidence, and what stands in its place is a copy.
            delete(dataDir);
        } else {
            move(dataDir, kept);
        }
        move(current.folder(), dataDir);
        copying = null;
        if (!keepOld) {
            delete(kept);
        }
    }

    private Copying copying(Copier copier, String of) {
        var under = copying;
        if (under != null && under.of().equals(of) && !under.done().isCompletedExceptionally()) {
            return under;
        }
        beside(FRESH).forEach(Rebuild::delete);
        // A name of its own: the tool of a process that died may still write into the former one.
        var folder =
                dataDir.resolveSibling(
                        dataDir.getFileName() + FRESH + Long.toString(System.nanoTime(), 36));
        var done = new CompletableFuture<Void>();
        Thread.ofVirtual()
                .name("base-backup")
                .start(() -> {
                    try {
                        copier.copyTo(folder);
                        done.complete(null);
                    } catch (RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                });
        var begun = new Copying(of, folder, done);
        copying = begun;
        return begun;
    }

    private static void await(Copying current, Deadline deadline) {
        try {
            var _ = current.done().get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StepFailedException(
                    "Expected the base backup from "
                            + current.of()
                            + " before the step's deadline, but it is still being taken; it goes on: resume the run, and give the plan a longer stepTimeout",
                    e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new StepFailedException("Expected a base backup, but " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailedException(
                    "Interrupted while the base backup was taken; it goes on", e);
        }
    }

    private List<Path> beside(String mark) {
        var prefix = dataDir.getFileName() + mark;
        try (Stream<Path> all = Files.list(dataDir.toAbsolutePath().getParent())) {
            return all.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to list what is beside " + dataDir, e);
        }
    }

    private static long modified(Path folder) {
        try {
            return Files.getLastModifiedTime(folder).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to look at " + folder, e);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to delete " + folder, e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to rename " + from + " to " + to, e);
        }
    }
}
