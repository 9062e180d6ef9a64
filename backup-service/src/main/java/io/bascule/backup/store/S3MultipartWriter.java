package io.bascule.backup.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A multipart upload as an output stream. One part is filled by the caller while at most {@code
 * parallelParts} are sent; that is all the memory it takes. Every request is retried by the client.
 * The object appears by {@link #complete} alone: a stream that merely ends leaves nothing.
 */
final class S3MultipartWriter extends ObjectWriter {

    private static final Logger LOG = LoggerFactory.getLogger(S3MultipartWriter.class);

    /** Bytes that the first part begins with. */
    private static final int FIRST = 64 << 10;

    private final S3Target target;
    private final PartSizes sizes;
    private final BackupStore store;
    private final String uploadId;
    private final int parallel;
    private final Semaphore sending;
    private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<CompletedPart> sent = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CRC32C whole = new CRC32C();
    private byte[] part;
    private int filled;
    private int number = 1;
    private long bytes;
    private boolean ended;

    private S3MultipartWriter(S3Target target, PartSizes sizes, BackupStore store) {
        this.target = target;
        this.sizes = sizes;
        this.store = store;
        this.uploadId = target.begin();
        this.parallel = target.settings().parallelParts();
        this.sending = new Semaphore(parallel);
        this.part = new byte[Math.min(FIRST, sizes.of(1))];
    }

    static S3MultipartWriter begin(S3Target target, PartSizes sizes, BackupStore store)
            throws IOException {
        try {
            return new S3MultipartWriter(target, sizes, store);
        } catch (SdkException e) {
            throw new IOException(
                    "Expected the store to begin "
                            + store.uriOf(target.key())
                            + ", but "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (filled == part.length) {
                makeRoom();
            }
            int n = Math.min(left, part.length - filled);
            System.arraycopy(source, from, part, filled, n);
            filled += n;
            from += n;
            left -= n;
        }
        whole.update(source, offset, length);
        bytes += length;
    }

    /** The first part grows to its size: most objects are small, and need no large buffer. */
    private void makeRoom() throws IOException {
        int size = sizes.of(number);
        if (part.length < size) {
            part = Arrays.copyOf(part, (int) Math.min(size, 4L * part.length));
        } else {
            sendPart();
            part = nextBuffer();
        }
    }

    private byte[] nextBuffer() {
        int size = sizes.of(number);
        byte[] used = free.poll();
        return used != null && used.length == size ? used : new byte[size];
    }

    private void sendPart() throws IOException {
        refuseIfFailed();
        acquire(1);
        byte[] content = part;
        int length = filled;
        int partNumber = number++;
        filled = 0;
        Thread.ofVirtual()
                .name("part-" + partNumber)
                .start(() -> {
                    try {
                        var crc = new CRC32C();
                        crc.update(content, 0, length);
                        sent.add(
                                target.send(
                                        uploadId,
                                        partNumber,
                                        content,
                                        length,
                                        FolderStore.crc32c(crc.getValue()).value()));
                        free.add(content);
                    } catch (RuntimeException | Error e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        sending.release();
                    }
                });
    }

    @Override
    public StoredObject complete() throws IOException {
        if (filled > 0 || number == 1) {
            sendPart();
        }
        acquire(parallel);
        sending.release(parallel);
        refuseIfFailed();
        String crc32c = FolderStore.crc32c(whole.getValue()).value();
        List<CompletedPart> parts = new ArrayList<>(sent);
        parts.sort(Comparator.comparing(CompletedPart::partNumber));
        var expected = new StoredObject(target.key(), bytes, new Checksum(Checksum.CRC32C, crc32c));
        StoredObject taken;
        try {
            String eTag = target.complete(uploadId, parts, crc32c, bytes);
            taken =
                    checksums()
                            ? expected
                            : new StoredObject(
                                    target.key(),
                                    bytes,
                                    eTag == null ? null : new Checksum(Checksum.ETAG, eTag));
        } catch (SdkException e) {
            // Where the answer is lost, a store may say anything to the same request once more.
            taken =
                    alreadyThere()
                            .filter(there ->
                                    checksums()
                                            ? there.equals(expected)
                                            : there.bytes() == expected.bytes())
                            .orElseThrow(() -> notTaken(e));
        }
        ended = true;
        return taken;
    }

    private boolean checksums() {
        return target.settings().checksums() == S3Settings.Checksums.CRC32C;
    }

    private Optional<StoredObject> alreadyThere() {
        try {
            return store.head(target.key());
        } catch (IOException _) {
            // What went wrong with the request itself is said.
            return Optional.empty();
        }
    }

    private IOException notTaken(SdkException e) {
        return new IOException(
                "Expected the store to complete "
                        + store.uriOf(target.key())
                        + ", but "
                        + e.getMessage(),
                e);
    }

    private void refuseIfFailed() throws IOException {
        Throwable e = failure.get();
        if (e != null) {
            throw new IOException(
                    "Expected the store to take a part of "
                            + store.uriOf(target.key())
                            + ", but "
                            + e.getMessage(),
                    e);
        }
    }

    private void acquire(int permits) throws IOException {
        try {
            sending.acquire(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while parts were sent", e);
        }
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        // A part that arrives after the abort would stay, so those on their way are awaited.
        sending.acquireUninterruptibly(parallel);
        try {
            target.abort(uploadId);
        } catch (SdkException e) {
            LOG.warn(
                    "Expected the store to abort the upload of {}, but {}; the next start tries again",
                    store.uriOf(target.key()),
                    e.getMessage());
        }
    }
}
