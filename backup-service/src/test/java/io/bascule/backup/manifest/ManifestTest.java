package io.bascule.backup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.backup.seal.WrappedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The document that makes a backup one. */
class ManifestTest {

    private static final Manifest MANIFEST =
            new Manifest(
                    Manifest.FORMAT,
                    "20261122T030000Z-0123456789ab",
                    "orders",
                    "nightly",
                    "pg_dump",
                    "ada",
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    null,
                    new Manifest.Database("orders", "15", "UTF8", List.of(), List.of(), List.of()),
                    List.of(new Manifest.Item("dump", "a/dump", "zstd", 1, 2, 3, "ab", null)),
                    new Manifest.Encryption(
                            "AES256_GCM_HKDF_1MB",
                            "20261122T030000Z-0123456789ab",
                            List.of(new WrappedKey("k", "bm9uY2U=", "Y2lwaGVy"))),
                    null,
                    List.of("a remark with ünicode"));

    @Test
    void oneFlippedBitAnywhereIsSeenOrChangesNothing() throws IOException {
        byte[] written = MANIFEST.toJson();
        assertThat(Manifest.parse(written)).isEqualTo(MANIFEST);

        for (int at = 0; at < written.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = written.clone();
                flipped[at] ^= (byte) (1 << bit);
                Manifest read;
                try {
                    read = Manifest.parse(flipped);
                } catch (IOException _) {
                    continue;
                }
                assertThat(read).as("bit %d of byte %d", bit, at).isEqualTo(MANIFEST);
            }
        }
    }

    @Test
    void oneThatIsCutOffIsNoneWhereverItIsCut() {
        byte[] written = MANIFEST.toJson();

        // The last byte is the line's end behind it.
        for (int length = 0; length < written.length - 1; length++) {
            byte[] cut = Arrays.copyOf(written, length);
            assertThatThrownBy(() -> Manifest.parse(cut))
                    .as("cut at %d", length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void oneOfDaysBeforeThereWasAHashIsRead() throws IOException {
        String text = new String(MANIFEST.toJson(), StandardCharsets.UTF_8);
        String before = text.replaceFirst(",\\R  \"sha256OfTheRest\" : \"[0-9a-f]{64}\"", "");
        assertThat(before).isNotEqualTo(text);

        assertThat(Manifest.parse(before.getBytes(StandardCharsets.UTF_8))).isEqualTo(MANIFEST);
    }
}
