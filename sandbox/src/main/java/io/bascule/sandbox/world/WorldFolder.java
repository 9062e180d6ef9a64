package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The folder that holds everything of one world. It may be passed through by everybody and listed
 * by nobody else, because the databases run as a user of their own when we are root.
 *
 * @param root the folder
 */
record WorldFolder(Path root) {

    /** Without this file in it a folder is never taken for a world's, and never removed. */
    private static final String MARK = ".bascule-world";

    private static final String LASTING =
            "A sandbox of Bascule and its data. ./bascule down --delete removes it.\n";

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
            mustHaveSpace(parent);
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

    /**
     * The folder of a lasting world: a former one, or a new one.
     *
     * @throws SandboxException if there is something else in it, less than 2 GiB left for a new
     *     one, or other users cannot pass through although they have to
     */
    static WorldFolder lasting(Path folder, boolean forAnotherUser) {
        try {
            Files.createDirectories(folder);
            var real = folder.toRealPath();
            var world = new WorldFolder(real);
            if (!isOne(real)) {
                mustBeEmpty(real);
                mustHaveSpace(real);
                Files.writeString(real.resolve(MARK), LASTING);
            }
            Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx--x--x"));
            if (forAnotherUser) {
                mustBePassable(real);
            }
            return world;
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /**
     * The folder of a lasting world's sockets and other passing things: below the temporary folder,
     * because the paths of sockets must be short, under a name that stays the same.
     */
    static WorldFolder socketsOf(WorldFolder world) {
        var sockets = socketsPath(world);
        try {
            if (Files.exists(sockets, LinkOption.NOFOLLOW_LINKS)) {
                var owner = Files.getOwner(sockets, LinkOption.NOFOLLOW_LINKS).getName();
                if (!owner.equals(Files.getOwner(world.root()).getName())) {
                    throw new SandboxException(
                            Cause.WORLD,
                            "Expected %s to be ours, but it belongs to %s; remove it"
                                    .formatted(sockets, owner));
                }
            } else {
                Files.createDirectory(sockets);
            }
            Files.writeString(sockets.resolve(MARK), "Of the sandbox in " + world.root() + ".\n");
            Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwx--x--x"));
            return new WorldFolder(sockets);
        } catch (IOException e) {
            throw unusable(sockets, e);
        }
    }

    /** Where a lasting world's sockets are while it runs. */
    static Path socketsPath(WorldFolder world) {
        var name = Integer.toHexString(world.root().toString().hashCode());
        return Path.of(System.getProperty("java.io.tmpdir")).resolve("bascule-up-" + name);
    }

    private static void mustBeEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new SandboxException(
                        Cause.WORLD,
                        "Expected an empty folder or a sandbox's own, but "
                                + folder
                                + " holds something else; name another one by --data");
            }
        }
    }

    private static void mustHaveSpace(Path folder) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < NEEDED_BYTES) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected at least 2 GiB free below %s, but found %d MiB; name another folder by --data"
                            .formatted(folder, free >> 20));
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

    /** Removes it, if it is there. */
    void removeIfThere() {
        if (Files.exists(root)) {
            remove();
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
