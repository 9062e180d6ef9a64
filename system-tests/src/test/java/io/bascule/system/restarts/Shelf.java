package io.bascule.system.restarts;

import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What lies in the object store, seen from behind: by its files. */
final class Shelf {

    private final Path data;

    Shelf(World world) throws IOException {
        data =
                world.faultPointsOf("backup")
                        .resolve("../..")
                        .toRealPath()
                        .resolve("object-store-data");
    }

    /** Whether the backup of that id has a manifest, and so stands as one. */
    boolean hasManifestOf(String backupId) {
        return files().filter(file -> file.getFileName().toString().equals("objectMetadata.json"))
                .map(Shelf::text)
                .anyMatch(text -> text.contains(backupId + "/manifest.json"));
    }

    /** Uploads that were begun and neither completed nor aborted. */
    List<Path> openUploads() {
        return files().filter(
                        file -> file.getFileName().toString().equals("multipartMetadata.json"))
                .filter(file -> !text(file).contains("\"completed\":true"))
                .toList();
    }

    private Stream<Path> files() {
        try (var all = Files.walk(data)) {
            return all.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.nio.file.NoSuchFileException _) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
