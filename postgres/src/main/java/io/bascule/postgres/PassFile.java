package io.bascule.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * A password in a file that only the commands' user can read, in the form of {@code PGPASSFILE}.
 * Closing deletes it.
 */
public record PassFile(Path path) implements AutoCloseable {

    /** A temporary one, for one command. */
    public static PassFile temporary(PostgresTools tools, String user, String password) {
        var folder = tools.temporaryFolder("bascule-pass-");
        return write(tools, folder.resolve("pgpass"), user, password);
    }

    /**
     * Writes one that stays, replacing what was there in one step; for any host, port and database.
     */
    public static PassFile write(PostgresTools tools, Path path, String user, String password) {
        var line = "*:*:*:" + escaped(user) + ":" + escaped(password) + "\n";
        try {
            var fresh = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, line, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
            tools.own(fresh);
            Files.move(
                    fresh,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return new PassFile(path);
        } catch (IOException e) {
            throw new PostgresException("Expected to write the password file " + path, e);
        }
    }

    /** The environment that makes libpq and the tools use it. */
    public Map<String, String> environment() {
        return Map.of("PGPASSFILE", path.toString());
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
            var folder = path.getParent();
            if (folder != null && folder.getFileName().toString().startsWith("bascule-pass-")) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new PostgresException("Expected to delete the password file " + path, e);
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace(":", "\\:");
    }
}
