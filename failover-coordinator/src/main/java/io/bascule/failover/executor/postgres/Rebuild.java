package io.bascule.failover.executor.postgres;

import io.bascule.postgres.Cluster;
import io.bascule.postgres.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Puts a new base backup in the place of a data directory, by two renames. */
final class Rebuild {

    private final Cluster cluster;
    private final Path fresh;
    private final Path old;

    Rebuild(Cluster cluster) {
        this.cluster = cluster;
        this.fresh = beside(cluster.dataDir(), ".rebuild");
        this.old = beside(cluster.dataDir(), ".old");
    }

    /** After a break between the two renames, the old directory is the one to go on with. */
    void settle() {
        if (!Files.exists(cluster.dataDir()) && Files.exists(old)) {
            move(old, cluster.dataDir());
        }
    }

    /**
     * Takes the backup and puts it in place. The server must be down.
     *
     * @param keepOld whether the old directory is kept as the last evidence of its tail
     */
    void from(Upstream upstream, String slot, boolean keepOld) {
        delete(fresh);
        Cluster.copy(cluster.tools(), fresh, upstream, slot, Map.of());
        delete(old);
        move(cluster.dataDir(), old);
        move(fresh, cluster.dataDir());
        if (!keepOld) {
            delete(old);
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

    private static Path beside(Path dataDir, String suffix) {
        return dataDir.resolveSibling(dataDir.getFileName() + suffix);
    }
}
