package io.bascule.backup.bench;

import io.bascule.backup.dump.Captured;
import io.bascule.backup.files.FilesEngine;
import io.bascule.backup.files.FolderTree;
import io.bascule.backup.files.Previous;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A folder, and the same again when nothing has changed. */
final class Folders {

    private static final int IN_ONE_FOLDER = 500;

    /** How large the files are; half of their content is random. */
    enum Sizes {
        /** Many small and few large ones, as people keep them: 46 kB on average. */
        MIXED(1 << 10, 256 << 10),
        /** 1.6 kB on average. */
        SMALL(256, 4 << 10);

        private final int least;
        private final int most;

        Sizes(int least, int most) {
            this.least = least;
            this.most = most;
        }

        /** Each doubling is as likely as any other. */
        int next(SplittableRandom random) {
            return (int) (least * Math.pow((double) most / least, random.nextDouble()));
        }
    }

    private final Ground ground;
    private final Sizes sizes;
    private final Figure first;
    private final Figure second;
    private long contentSentAgain;

    Folders(Ground ground, Sizes sizes) {
        this.ground = ground;
        this.sizes = sizes;
        String of = sizes.name().toLowerCase(Locale.ROOT) + " files";
        first = new Figure("a folder, " + of, ground.cpu);
        second = new Figure("the same, unchanged", ground.cpu);
    }

    void measure(int rounds, int files) throws Exception {
        Path tree = ground.folder("tree-" + sizes);
        fill(tree, files);
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
            for (var pack : taken[0].captured().packs()) {
                ground.local.delete(pack.item().key());
            }
        }
        Ground.remove(tree);
    }

    private void fill(Path tree, int files) throws IOException {
        var random = new SplittableRandom(7);
        var noise = new byte[4 << 20];
        for (int i = 0; i < noise.length; i += 2) {
            noise[i] = (byte) random.nextInt();
        }
        for (int i = 0; i < files; i++) {
            Path in = tree.resolve("d" + i / IN_ONE_FOLDER);
            if (i % IN_ONE_FOLDER == 0) {
                Files.createDirectory(in);
            }
            int size = sizes.next(random);
            int from = random.nextInt(noise.length - size);
            try (var out = Files.newOutputStream(in.resolve("f" + i))) {
                out.write(("content of file " + i).getBytes(StandardCharsets.US_ASCII));
                out.write(noise, from, size);
            }
        }
    }

    @Nullable Double ratio() {
        return second.ratioTo(first);
    }

    Map<String, Object> json() throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("folder", first.json());
        json.put("unchanged", second.json());
        json.put("unchangedPacksSent", contentSentAgain);
        json.put("folderRoundsSeconds", first.rounds());
        json.put("unchangedRoundsSeconds", second.rounds());
        return json;
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
