package io.bascule.backup.proof;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * That a throw-away folder is in use, as a lock on a file in it: the system takes it away with its
 * process, however that ends, so that several instances may share one work folder.
 */
final class InUse implements AutoCloseable {

    private static final String NAME = "in-use";

    /** A folder that is just being made has no lock yet. */
    private static final Duration MADE_WITHIN = Duration.ofMinutes(1);

    /** A process is not refused its own lock, and closing the file once would give it back. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private InUse(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static InUse mark(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        OWN.add(file);
        try {
            var channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new IOException("Expected a folder of our own, but " + file + " is locked");
            }
            return new InUse(file, channel);
        } catch (IOException | RuntimeException e) {
            OWN.remove(file);
            throw e;
        }
    }

    /** The lock of a folder whose process is gone; null if it is in use. */
    static @Nullable InUse takeOver(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!OWN.add(file)) {
            return null;
        }
        boolean taken = false;
        try {
            if (!Files.exists(file)
                    && Files.getLastModifiedTime(folder)
                            .toInstant()
                            .isAfter(Instant.now().minus(MADE_WITHIN))) {
                return null;
            }
            var channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            taken = channel.tryLock() != null;
            if (!taken) {
                channel.close();
                return null;
            }
            return new InUse(file, channel);
        } catch (NoSuchFileException _) {
            // Its process removed it in between.
            return null;
        } finally {
            if (!taken) {
                OWN.remove(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OWN.remove(file);
        }
    }
}
