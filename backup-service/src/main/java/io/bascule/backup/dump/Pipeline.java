package io.bascule.backup.dump;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The stream between a source and a store: zstd, encryption, SHA-256. One thread reads, encrypts
 * and hashes, beside zstd's worker and the parts on their way; nothing is kept but their buffers.
 *
 * @param level of zstd, 1 to 19
 * @param workers threads of zstd; 0 to compress on the caller's
 */
public record Pipeline(int level, int workers) {

    /** The compression's name in manifests. */
    public static final String COMPRESSION = "zstd";

    private static final int BUFFER = 256 * 1024;

    public Pipeline {
        if (level < 1 || level > 19 || workers < 0 || workers > 16) {
            throw new IllegalArgumentException(
                    "Expected zstd level 1 to 19 and 0 to 16 workers, but found "
                            + level
                            + " and "
                            + workers);
        }
    }

    /** What must hold after the source's last byte, before the object may become visible. */
    public interface Condition {
        void check() throws IOException;
    }

    /**
     * Stores a source under a name.
     *
     * @param key null to store it unencrypted
     * @param whole asked at the end of the stream: a source that died also ends its stream
     * @throws IOException if reading, storing or the condition failed; then nothing is stored
     */
    public Manifest.Item store(
            InputStream source,
            @Nullable DataKey dataKey,
            BackupStore store,
            String name,
            String key,
            Condition whole)
            throws IOException {
        try (var writer = store.create(key)) {
            var stored = new HashingOutputStream(writer);
            var compressed = new CountingOutputStream(sealed(stored, dataKey));
            long bytes = 0;
            try (var zstd = new ZstdOutputStream(compressed, level)) {
                zstd.setWorkers(workers);
                // A hash of the plain content, within the frame and checked by whoever unpacks it.
                zstd.setChecksum(true);
                var buffer = new byte[BUFFER];
                for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
                    zstd.write(buffer, 0, n);
                    bytes += n;
                    Running.passed(n);
                }
            }
            whole.check();
            var object = writer.complete();
            return new Manifest.Item(
                    name,
                    key,
                    COMPRESSION,
                    bytes,
                    compressed.bytes(),
                    stored.bytes(),
                    stored.sha256Hex(),
                    object.checksum());
        }
    }

    private static OutputStream sealed(OutputStream out, @Nullable DataKey key) throws IOException {
        return key == null ? out : key.encrypting(out);
    }

    /**
     * Reads an object back, from the store to the plain content.
     *
     * @param target gets the plain content; not closed
     * @return the bytes that were read from the store
     * @throws IOException if anything is not what was written: a segment, the order or number of
     *     segments, either hash, the length
     */
    public static long restore(
            BackupStore store, Manifest.Item item, @Nullable DataKey key, OutputStream target)
            throws IOException {
        MessageDigest storedDigest = HashingOutputStream.sha256();
        long bytes = 0;
        var read = new CountingInputStream(store.read(item.key()));
        try (var stored = new DigestInputStream(read, storedDigest)) {
            InputStream open = key == null ? stored : key.decrypting(stored);
            try (var zstd = new ZstdInputStream(open)) {
                var buffer = new byte[BUFFER];
                for (int n = zstd.read(buffer); n >= 0; n = zstd.read(buffer)) {
                    target.write(buffer, 0, n);
                    bytes += n;
                    Running.passed(n);
                }
                // zstd stops at the end of its frame; the last segment and what follows count too.
                if (open.read() >= 0 || stored.read() >= 0) {
                    throw new IOException("Expected the end of the object, but found more bytes");
                }
            }
        }
        target.flush();
        expectEqual(
                "stored SHA-256",
                item.storedSha256(),
                HexFormat.of().formatHex(storedDigest.digest()));
        expectEqual("plain bytes", String.valueOf(item.sourceBytes()), String.valueOf(bytes));
        return read.bytes();
    }

    private static void expectEqual(String what, String expected, String found) throws IOException {
        if (!expected.equals(found)) {
            throw new IOException("Expected " + what + " " + expected + ", but found " + found);
        }
    }
}
