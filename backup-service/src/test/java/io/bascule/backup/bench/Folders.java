package io.bascule.backup.bench;

import io.bascule.backup.dump.Captured;
import io.bascule.backup.files.FilesEngine;
import io.bascule.backup.files.FolderTree;
import io.bascule.backup.files.Previous;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A folder, and the same again when nothing has changed. */
final class Folders {

    private static final int IN_ONE_FOLDER = 500;
    private static final int LONGEST = 4_000;

    private final Ground ground;
    private final Figure first;
    private final Figure second;
    private long contentSentAgain;

    Folders(Ground ground) {
        this.ground = ground;
        first = new Figure("a folder", ground.cpu);
        second = new Figure("the same, unchanged", ground.cpu);
    }

    void measure(int rounds, int files) throws Exception {
        Path tree = ground.folder("tree");
        for (int i = 0; i < files; i++) {
            Path in = tree.resolve("d" + i / IN_ONE_FOLDER);
            if (i % IN_ONE_FOLDER == 0) {
                Files.createDirectory(in);
            }
            Files.writeString(
                    in.resolve("f" + i), "content of file " + i + " ".repeat(i % LONGEST));
        }
        // One that is not measured.
        var _ = take(tree, ground.name("files"), null);
        for (int round = 0; round < rounds; round++) {
            String name = ground.name("files");
            var taken = new Taken[1];
            first.measure(() -> {
                taken[0] = take(tree, name, null);
                return taken[0].captured().sentBytes();
            });
            second.measure(() -> {
                // What the service does, too: the index of the last backup is read first.
                var again = take(tree, name + "again/", taken[0]);
                contentSentAgain += again.captured().packs().size();
                contentSentAgain -= taken[0].captured().packs().size();
                return again.captured().sentBytes();
            });
        }
    }

    void into(Map<String, Object> figures, Map<String, Object> details) throws IOException {
        figures.put("unchangedFolderRatio", second.ratioTo(first));
        details.put("folder", first.json());
        details.put("unchangedFolder", second.json());
        details.put("unchangedFolderPacksSent", contentSentAgain);
        var rounds = new LinkedHashMap<String, Object>();
        rounds.put("folder", first.rounds());
        rounds.put("unchangedFolder", second.rounds());
        details.put("folderRoundsSeconds", rounds);
    }

    private record Taken(Captured captured, Manifest manifest, DataKey key) {}

    private Taken take(Path tree, String name, @Nullable Taken before) throws IOException {
        var key = before == null ? ground.keys.newDataKey(name) : before.key();
        var previous =
                before == null
                        ? null
                        : Previous.read(before.manifest(), ground.local, before.key());
        var captured =
                new FilesEngine(Ground.PIPELINE, Clock.systemUTC())
                        .capture(
                                new FolderTree(tree),
                                new FilesEngine.Order(
                                        ground.local, name, "packs/" + name, key, null),
                                previous);
        return new Taken(captured, manifest(captured, name), key);
    }

    private static Manifest manifest(Captured captured, String name) throws IOException {
        var manifest =
                new Manifest(
                        Manifest.FORMAT,
                        name,
                        "bench",
                        "files",
                        FilesEngine.ENGINE,
                        "bench",
                        captured.snapshotAt(),
                        captured.snapshotAt(),
                        captured.snapshotAt(),
                        null,
                        null,
                        captured.items(),
                        null,
                        captured.packs(),
                        null,
                        null);
        return Manifest.parse(manifest.toJson());
    }
}
