package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The folder that holds everything of one world. It may be passed through by everybody and listed
 * by nobody else, because the databases run as a user of their own when we are root.
 *
 * @param root the folder
 */
record WorldFolder(Path root) {

    /** Without this file in it a folder is never taken for a world's, and never removed. */
    private static final String MARK = ".bascule-world";

    private static final long NEEDED_BYTES = 2L << 30;

    /**
     * A new folder.
     *
     * @param parent where; null for the system's temporary folder
     * @throws SandboxException if the disk has less than 2 GiB left, or other users cannot pass
     *     through the parent although they have to
     */
    static WorldFolder createIn(Path parent, boolean forAnotherUser) {
        try {
            Files.createDirectories(parent);
            long free = Files.getFileStore(parent).getUsableSpace();
            if (free < NEEDED_BYTES) {
                throw new SandboxException(
                        Cause.WORLD,
                        "Expected at least 2 GiB free below %s, but found %d MiB; name another folder by --data"
                                .formatted(parent, free >> 20));
            }
            var real = parent.toRealPath();
            if (forAnotherUser) {
                mustBePassable(real);
            }
            var root = fresh(real);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
            Files.writeString(
                    root.resolve(MARK), "Everything in here goes when the sandbox ends.\n");
            return new WorldFolder(root);
        } catch (IOException e) {
            throw unusable(parent, e);
        }
    }

    /** Short, because the paths of sockets below it must be. */
    private static Path fresh(Path parent) throws IOException {
        while (true) {
            var name =
                    "bascule-"
                            + Integer.toString(
                                    ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36);
            try {
                return Files.createDirectory(parent.resolve(name));
            } catch (FileAlreadyExistsException _) {
                // Somebody else's; another name is tried.
            }
        }
    }

    /** Whether a folder is one of ours. */
    static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(MARK));
    }

    /** A folder in it that everybody may pass through. */
    Path folder(String name) {
        var folder = create(root.resolve(name));
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        return folder;
    }

    static Path create(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** Removes it with everything in it; what vanishes meanwhile is gone already. */
    void remove() {
        try {
            Files.walkFileTree(
                    root,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                                throws IOException {
                            Files.deleteIfExists(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e)
                                throws IOException {
                            if (e instanceof NoSuchFileException) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw e;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path dir, @org.jspecify.annotations.Nullable IOException e)
                                throws IOException {
                            Files.deleteIfExists(dir);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to remove " + root + ", but: " + e.getMessage(), e);
        }
    }

    private static void mustBePassable(Path folder) throws IOException {
        for (var each = folder; each != null; each = each.getParent()) {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(each);
            if (!rights.contains(PosixFilePermission.OTHERS_EXECUTE)) {
                throw new SandboxException(
                        Cause.WORLD,
                        "Expected a data folder that user postgres can reach, but "
                                + each
                                + " is closed to others; name another folder by --data");
            }
        }
    }

    private static SandboxException unusable(Path folder, IOException e) {
        return new SandboxException(
                Cause.WORLD, "Expected to create files below " + folder + ", but: " + e, e);
    }
}
