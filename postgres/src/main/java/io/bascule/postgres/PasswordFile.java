package io.bascule.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bare password in a file that only the commands' user can read; closing deletes it. */
record PasswordFile(Path path) implements AutoCloseable {

    static PasswordFile with(PostgresTools tools, String password) {
        var file = tools.temporaryFolder("bascule-pw-").resolve("password");
        try {
            Files.writeString(file, password + "\n");
            tools.own(file);
            return new PasswordFile(file);
        } catch (IOException e) {
            throw new PostgresException("Expected to write a password file", e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
            var folder = path.getParent();
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new PostgresException("Expected to delete the password file " + path, e);
        }
    }
}
