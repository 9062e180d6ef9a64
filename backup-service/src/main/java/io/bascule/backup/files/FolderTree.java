package io.bascule.backup.files;

import io.bascule.backup.files.Entry.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
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
        below(folder, "", visitor, remark);
    }

    /** One look at each: what a folder says of its files is not asked twice. */
    private void below(Path in, String prefix, Visitor visitor, Consumer<String> remark)
            throws IOException {
        var names = new ArrayList<Path>();
        try (var inside = Files.newDirectoryStream(in)) {
            inside.forEach(names::add);
        } catch (NoSuchFileException | NotDirectoryException _) {
            remark.accept("gone while it was read: " + folder.relativize(in));
            return;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (Path path : names) {
            String name = prefix + path.getFileName();
            var entry = entry(path, name);
            if (entry == null) {
                remark.accept("neither file, folder nor link, or gone: " + name);
                continue;
            }
            visitor.visit(entry);
            if (entry.kind() == Kind.FOLDER) {
                below(path, name + "/", visitor, remark);
            }
        }
    }

    @Override
    public InputStream open(Entry entry) throws IOException {
        return Files.newInputStream(folder.resolve(entry.path()), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean isGone(Entry entry) throws IOException {
        var now = look(entry);
        return now == null || now.kind() != entry.kind();
    }

    @Override
    public @Nullable Entry look(Entry entry) throws IOException {
        return entry(folder.resolve(entry.path()), entry.path());
    }

    private static @Nullable Entry entry(Path path, String name) throws IOException {
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
                name,
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
