package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One demo at a time per user, and one lasting sandbox per folder. The kernel holds the lock, so it
 * ends with the process however that ends; the file names the world's folder, so that the next
 * sandbox can clear away what a killed one left.
 *
 * <p>The lock is the process's and not the channel's: it is lost as soon as the process closes any
 * other opening of that file. So nothing here opens it twice.
 */
final class WorldLock implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private final @Nullable Path leftover;

    private WorldLock(Path file, FileChannel channel, @Nullable Path leftover) {
        this.file = file;
        this.channel = channel;
        this.leftover = leftover;
    }

    /**
     * @throws SandboxException if another process of this user holds it
     */
    static WorldLock take() {
        return take(
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "bascule-" + System.getProperty("user.name") + ".lock"));
    }

    /**
     * The lock of a lasting world, in its folder.
     *
     * @throws SandboxException if another process holds it
     */
    static WorldLock takeFor(WorldFolder folder) {
        var lock =
                take(
                        fileIn(folder.root()),
                        "Expected no running sandbox in "
                                + folder.root()
                                + ", but there is one; end it by ./bascule down, or name another folder by --data");
        lock.writes(Long.toString(ProcessHandle.current().pid()));
        return lock;
    }

    /** The lock's file in the folder of a lasting world. It holds the process that has it. */
    static Path fileIn(Path folder) {
        return folder.resolve("lock");
    }

    static WorldLock take(Path file) {
        return take(
                file,
                "Expected no other sandbox of user "
                        + System.getProperty("user.name")
                        + ", but one runs (it holds "
                        + file
                        + "); wait for its end or end it");
    }

    private static WorldLock take(Path file, String occupied) {
        try {
            var channel =
                    FileChannel.open(
                            file,
                            Set.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE,
                                    LinkOption.NOFOLLOW_LINKS),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            if (tryLock(channel) == null) {
                channel.close();
                throw new SandboxException(Cause.OCCUPIED, occupied);
            }
            return new WorldLock(file, channel, read(channel).orElse(null));
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to lock " + file + ", but: " + e.getMessage(), e);
        }
    }

    /** The folder of a world whose sandbox ended without clearing it away. */
    Optional<Path> leftover() {
        return Optional.ofNullable(leftover).filter(WorldFolder::isOne);
    }

    void names(Path worldFolder) {
        writes(worldFolder.toString());
    }

    private void writes(String text) {
        try {
            write(text);
        } catch (IOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to write " + file, e);
        }
    }

    private void write(String text) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /**
     * Gives it back. The empty file stays: removing it would let two processes hold locks on two
     * files of that name.
     */
    @Override
    public void close() {
        try (channel) {
            channel.truncate(0);
        } catch (IOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to give back " + file, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static Optional<Path> read(FileChannel channel) throws IOException {
        var text = ByteBuffer.allocate(4096);
        channel.read(text, 0);
        var name = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
        return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
    }
}
