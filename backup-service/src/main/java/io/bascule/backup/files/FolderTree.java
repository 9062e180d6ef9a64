package io.bascule.backup.files;

import io.bascule.backup.files.Entry.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A folder of this machine. Links are kept as links and never followed. */
public final class FolderTree implements Tree {

    private static final String ATTRIBUTES =
            "unix:mode,uid,gid,size,lastModifiedTime,ctime,ino,isDirectory,isRegularFile,isSymbolicLink";
    private static final int PERMISSIONS = 0xFFF;

    private final Path folder;

    public FolderTree(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    @Override
    public void walk(Visitor visitor, Consumer<String> remark) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("Expected a folder at " + folder + ", but found none");
        }
        var _ =
                Files.walkFileTree(
                        folder,
                        new SimpleFileVisitor<>() {
                            @Override
                            public FileVisitResult preVisitDirectory(
                                    Path path, BasicFileAttributes a) throws IOException {
                                return path.equals(folder) ? FileVisitResult.CONTINUE : show(path);
                            }

                            @Override
                            public FileVisitResult visitFile(Path path, BasicFileAttributes a)
                                    throws IOException {
                                return show(path);
                            }

                            @Override
                            public FileVisitResult visitFileFailed(Path path, IOException e)
                                    throws IOException {
                                if (e instanceof NoSuchFileException) {
                                    remark.accept(
                                            "gone while it was read: " + folder.relativize(path));
                                    return FileVisitResult.CONTINUE;
                                }
                                throw e;
                            }

                            private FileVisitResult show(Path path) throws IOException {
                                var entry = entry(path);
                                if (entry == null) {
                                    remark.accept(
                                            "neither file, folder nor link, or gone: "
                                                    + folder.relativize(path));
                                } else {
                                    visitor.visit(entry);
                                }
                                return FileVisitResult.CONTINUE;
                            }
                        });
    }

    @Override
    public InputStream open(Entry entry) throws IOException {
        return Files.newInputStream(folder.resolve(entry.path()), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public @Nullable Entry look(Entry entry) throws IOException {
        return entry(folder.resolve(entry.path()));
    }

    private @Nullable Entry entry(Path path) throws IOException {
        Map<String, Object> all;
        try {
            all = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            return null;
        }
        Kind kind =
                is(all, "isRegularFile")
                        ? Kind.FILE
                        : is(all, "isDirectory")
                                ? Kind.FOLDER
                                : is(all, "isSymbolicLink") ? Kind.LINK : null;
        if (kind == null) {
            return null;
        }
        return Entry.seen(
                folder.relativize(path).toString(),
                kind,
                kind == Kind.FILE ? number(all, "size") : 0,
                (int) number(all, "mode") & PERMISSIONS,
                (int) number(all, "uid"),
                (int) number(all, "gid"),
                nanos(all.get("lastModifiedTime")),
                nanos(all.get("ctime")) + "/" + all.get("ino"),
                kind == Kind.LINK ? Files.readSymbolicLink(path).toString() : null);
    }

    private static boolean is(Map<String, Object> all, String name) {
        return Boolean.TRUE.equals(all.get(name));
    }

    private static long number(Map<String, Object> all, String name) {
        return all.get(name) instanceof Number n ? n.longValue() : 0;
    }

    private static long nanos(@Nullable Object time) {
        return time instanceof FileTime t ? t.to(TimeUnit.NANOSECONDS) : 0;
    }
}
