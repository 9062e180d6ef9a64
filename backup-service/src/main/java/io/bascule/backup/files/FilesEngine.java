package io.bascule.backup.files;

import io.bascule.backup.dump.Captured;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.files.Entry.Kind;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Backs up files by their content. Contents lie in packs that all backups of a job share; a backup
 * is an index of paths, each with the place of its content. A file that looks as it did last time
 * is not read, and a content that is there already is not sent. Small files share packs of 16 MiB,
 * a larger file is one of its own. The index is kept in memory: about 0.5 kB for each file.
 */
public record FilesEngine(Pipeline pipeline, Clock clock) {

    /** The engine's name in plans and manifests. */
    public static final String ENGINE = "files";

    /** The name of the index in manifests. */
    public static final String INDEX = "index";

    private static final int PACK = 16 << 20;
    private static final int MOST_REMARKS = 1_000;

    /**
     * What a backup is made of beside its source.
     *
     * @param store where to
     * @param folder what the names of its own objects begin with
     * @param packs what the names of its packs begin with
     * @param key null to store it unencrypted
     * @param encryption how that key is found again; null if there is none
     */
    public record Order(
            BackupStore store,
            String folder,
            String packs,
            @Nullable DataKey key,
            Manifest.@Nullable Encryption encryption) {

        String suffix() {
            return key == null ? ".zst" : ".zst.aes";
        }
    }

    /**
     * Takes everything.
     *
     * @param previous the newest backup of the same job; null to send everything
     * @throws IOException if anything failed; packs may be left
     */
    public Captured capture(Tree tree, Order order, @Nullable Previous previous)
            throws IOException {
        return new Run(tree, order, previous).capture(clock.instant());
    }

    /** One backup on its way. */
    private final class Run {

        private final Tree tree;
        private final Order order;
        private final Map<String, Entry> lastTime;
        private final List<Manifest.Pack> packs = new ArrayList<>();
        private final Map<String, Entry> byHash = new HashMap<>();
        private final Set<Long> knownSizes = new HashSet<>();
        private final List<Entry> index = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();
        private final Buffer small = new Buffer();
        private long sent;
        private long sourceBytes;

        Run(Tree tree, Order order, @Nullable Previous previous) {
            this.tree = tree;
            this.order = order;
            this.lastTime = previous == null ? Map.of() : previous.entries();
            if (previous != null) {
                packs.addAll(previous.packs());
                lastTime.values().forEach(this::know);
            }
        }

        private void know(Entry entry) {
            if (entry.sha256() != null && entry.pack() != null) {
                byHash.putIfAbsent(entry.sha256(), entry);
                knownSizes.add(entry.bytes());
            }
        }

        Captured capture(Instant at) throws IOException {
            tree.walk(this::take, this::remark);
            send();
            dropUnused();
            var item =
                    pipeline.store(
                            new Lines(index.iterator()),
                            order.key(),
                            order.store(),
                            INDEX,
                            order.folder() + "index.jsonl" + order.suffix(),
                            () -> {});
            return new Captured(
                    List.of(item),
                    packs,
                    remarks,
                    null,
                    null,
                    at,
                    sent + item.storedBytes(),
                    sourceBytes);
        }

        private void remark(String remark) {
            if (remarks.size() < MOST_REMARKS) {
                remarks.add(remark);
            }
        }

        private void take(Entry entry) throws IOException {
            if (entry.kind() != Kind.FILE) {
                index.add(entry);
                return;
            }
            var before = lastTime.get(entry.path());
            if (before != null && before.sha256() != null && before.looksLike(entry)) {
                index.add(
                        before.pack() == null
                                ? empty(entry)
                                : entry.with(
                                        before.bytes(),
                                        before.sha256(),
                                        before.pack(),
                                        before.offset()));
                sourceBytes += before.bytes();
            } else {
                read(entry);
            }
        }

        /** What is deleted before it could be read is no part of the backup. */
        private void read(Entry entry) throws IOException {
            try {
                if (entry.bytes() <= PACK) {
                    takeSmall(entry);
                } else {
                    takeLarge(entry);
                }
            } catch (IOException e) {
                if (!tree.isGone(entry)) {
                    throw e;
                }
                remark("gone while it was read: " + entry.path());
            }
        }

        private void takeSmall(Entry seen) throws IOException {
            Entry entry = seen;
            for (int attempt = 1; ; attempt++) {
                byte[] content;
                try (var in = tree.open(entry)) {
                    content = in.readNBytes(2 * PACK);
                }
                var now = tree.look(entry);
                boolean same = now != null && now.looksLike(entry) && content.length == now.bytes();
                if (same || seen.mark() == null || attempt == 2 || now == null) {
                    keep(same || seen.mark() == null ? entry : changed(entry), content);
                    return;
                }
                entry = now;
            }
        }

        private void keep(Entry entry, byte[] content) throws IOException {
            sourceBytes += content.length;
            if (content.length == 0) {
                index.add(empty(entry));
                return;
            }
            String hash = Sha256.hex(content);
            var known = byHash.get(hash);
            if (known != null && known.pack() != null) {
                index.add(entry.with(content.length, hash, known.pack(), known.offset()));
                return;
            }
            if (small.size() + content.length > PACK) {
                send();
            }
            // The pack that is being filled is the next one.
            var placed = entry.with(content.length, hash, packs.size(), small.size());
            small.add(content);
            index.add(placed);
            know(placed);
        }

        private void send() throws IOException {
            if (small.size() > 0) {
                store(small.open());
                small.clear();
            }
        }

        private void takeLarge(Entry entry) throws IOException {
            if (knownSizes.contains(entry.bytes())) {
                String hash;
                try (var in = tree.open(entry)) {
                    hash = Sha256.hex(in);
                }
                var known = byHash.get(hash);
                if (known != null && known.pack() != null) {
                    sourceBytes += known.bytes();
                    index.add(entry.with(known.bytes(), hash, known.pack(), known.offset()));
                    return;
                }
            }
            send();
            int pack = packs.size();
            try (var in = new Sha256.Reading(tree.open(entry))) {
                store(in);
                var now = tree.look(entry);
                boolean same =
                        entry.mark() == null
                                || (now != null
                                        && now.looksLike(entry)
                                        && in.bytes() == now.bytes());
                var placed = (same ? entry : changed(entry)).with(in.bytes(), in.hex(), pack, 0);
                sourceBytes += in.bytes();
                index.add(placed);
                know(placed);
            }
        }

        /** Its content is of no single instant; it is read again next time. */
        private Entry changed(Entry entry) {
            remark("changed while it was read: " + entry.path());
            return Entry.seen(
                    entry.path(),
                    entry.kind(),
                    entry.bytes(),
                    entry.mode(),
                    entry.owner(),
                    entry.group(),
                    entry.modified(),
                    null,
                    null);
        }

        private static Entry empty(Entry entry) {
            return new Entry(
                    entry.path(),
                    entry.kind(),
                    0,
                    entry.mode(),
                    entry.owner(),
                    entry.group(),
                    entry.modified(),
                    entry.mark(),
                    null,
                    Sha256.hex(new byte[0]),
                    null,
                    0);
        }

        private void store(InputStream content) throws IOException {
            var item =
                    pipeline.store(
                            content,
                            order.key(),
                            order.store(),
                            "pack",
                            order.packs() + packs.size() + order.suffix(),
                            () -> {});
            packs.add(new Manifest.Pack(item, order.encryption()));
            sent += item.storedBytes();
        }

        /** Packs that nothing points to any more are no part of this backup. */
        private void dropUnused() {
            var used = new HashSet<Integer>();
            index.forEach(entry -> {
                if (entry.pack() != null) {
                    used.add(entry.pack());
                }
            });
            var places = new HashMap<Integer, Integer>();
            var kept = new ArrayList<Manifest.Pack>();
            for (int i = 0; i < packs.size(); i++) {
                if (used.contains(i)) {
                    places.put(i, kept.size());
                    kept.add(packs.get(i));
                }
            }
            if (kept.size() < packs.size()) {
                packs.clear();
                packs.addAll(kept);
                index.replaceAll(entry -> {
                    var pack = entry.pack();
                    return pack == null || entry.sha256() == null
                            ? entry
                            : entry.with(
                                    entry.bytes(),
                                    entry.sha256(),
                                    places.getOrDefault(pack, pack),
                                    entry.offset());
                });
            }
        }
    }

    /** A pack that is being filled. */
    private static final class Buffer {

        private byte[] bytes = new byte[PACK];
        private int size;

        int size() {
            return size;
        }

        void add(byte[] content) {
            if (size + content.length > bytes.length) {
                bytes = java.util.Arrays.copyOf(bytes, size + content.length);
            }
            System.arraycopy(content, 0, bytes, size, content.length);
            size += content.length;
        }

        InputStream open() {
            return new ByteArrayInputStream(bytes, 0, size);
        }

        void clear() {
            bytes = bytes.length > PACK ? new byte[PACK] : bytes;
            size = 0;
        }
    }
}
