package io.bascule.backup.seal;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the JVM compile its cipher while the first backup begins. The processor's instructions for
 * AES-GCM are used by code that the second compiler has made, and that counts calls: with a call
 * per segment of a mebibyte the first 330 MiB of a process pass at 70 MB/s, and what follows fifty
 * times as fast. Calls with small segments are as good for it, and enough of them take 0.3 s on a
 * thread of their own.
 */
final class CipherWarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(CipherWarmUp.class);

    private static final int SEGMENT_BYTES = 4 << 10;

    /** With fewer the outermost methods are now and then left to be compiled later. */
    static final int SEGMENTS = 24_000;

    private CipherWarmUp() {}

    private static final class Once {
        static final CompletableFuture<Integer> ENDED = new CompletableFuture<>();

        static {
            Thread.ofPlatform().daemon().name("cipher-warm-up").start(CipherWarmUp::run);
        }
    }

    /**
     * Begins with the first call in this process; does not wait.
     *
     * @return at its end: how many segments were encrypted for nothing
     */
    static CompletableFuture<Integer> begin() {
        return Once.ENDED;
    }

    private static void run() {
        try {
            var key = new byte[DataKey.BYTES];
            var streaming =
                    new AesGcmHkdfStreaming(key, "HmacSha256", DataKey.BYTES, SEGMENT_BYTES, 0);
            var segment = new byte[SEGMENT_BYTES];
            try (var out =
                    streaming.newEncryptingStream(OutputStream.nullOutputStream(), new byte[0])) {
                for (int i = 0; i < SEGMENTS; i++) {
                    out.write(segment);
                }
            }
            Once.ENDED.complete(SEGMENTS);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.warn("The cipher was not warmed up: the first backup is slower", e);
            Once.ENDED.completeExceptionally(e);
        }
    }
}
