package io.bascule.failover.executor.postgres;

import io.bascule.postgres.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A site's own configuration, which a rewind or rebuild overwrites with the source's. */
final class KeptConfiguration {

    private static final List<String> FILES =
            List.of("postgresql.conf", "postgresql.auto.conf", "pg_hba.conf", "pg_ident.conf");

    private final Cluster cluster;
    private final Path folder;

    KeptConfiguration(Cluster cluster, Path stateDir) {
        this.cluster = cluster;
        this.folder = stateDir.resolve("kept-configuration");
    }

    /** Keeps it; what an attempt that was broken off has kept is the site's own and stays. */
    void keep() {
        if (Files.exists(folder)) {
            return;
        }
        var fresh = folder.resolveSibling(folder.getFileName() + ".new");
        try {
            delete(fresh);
            Files.createDirectories(fresh);
            for (var name : FILES) {
                var file = cluster.dataDir().resolve(name);
                if (Files.exists(file)) {
                    Files.copy(file, fresh.resolve(name));
                }
            }
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to keep the configuration in " + folder, e);
        }
    }

    /** Puts it back. */
    void restore() {
        try {
            for (var name : FILES) {
                var kept = folder.resolve(name);
                if (Files.exists(kept)) {
                    cluster.file(name).replace(Files.readAllLines(kept));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to restore the configuration of " + folder, e);
        }
    }

    /** Forgets it, once the server has come up with it. */
    void forget() {
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to delete " + folder, e);
        }
    }

    private static void delete(Path dir) throws IOException {
        if (!Files.exists(dir)) {
            return;
        }
        try (var files = Files.list(dir)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        Files.delete(dir);
    }
}
