package io.bascule.cli;

import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that a person names. */
final class TextFile {

    private static final long MOST_BYTES = 64L << 20;

    private TextFile() {}

    /**
     * The text of a file.
     *
     * @throws TalkException if it is not there, not readable, larger than 64 MiB or no UTF-8
     */
    static String read(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw unusable(file, "it is a folder", null);
            }
            if (Files.size(file) > MOST_BYTES) {
                throw unusable(file, "it is larger than 64 MiB", null);
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw unusable(file, "there is none", e);
        } catch (CharacterCodingException e) {
            throw unusable(file, "it is no UTF-8", e);
        } catch (IOException e) {
            throw unusable(file, e.toString(), e);
        }
    }

    private static TalkException unusable(
            Path file, String why, @org.jspecify.annotations.Nullable IOException e) {
        var message = "Expected a readable text file " + file + ", but " + why;
        return e == null
                ? new TalkException(Kind.MALFORMED, message)
                : new TalkException(Kind.MALFORMED, message, e);
    }
}
