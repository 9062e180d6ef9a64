package io.bascule.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The last {@value #BYTES} bytes of a log, for an error's message. */
final class LogTail {

    private static final int BYTES = 2000;

    private LogTail() {}

    static String of(Path log) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - BYTES));
            var bytes = new byte[BYTES];
            int n = Math.max(0, file.read(bytes));
            return new String(bytes, 0, n, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
