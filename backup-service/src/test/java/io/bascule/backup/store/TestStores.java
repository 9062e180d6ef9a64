package io.bascule.backup.store;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Settings for tests. */
public final class TestStores {

    private TestStores() {}

    public static S3Settings folderSettings() {
        return s3(null, S3Settings.Checksums.CRC32C);
    }

    public static S3Settings s3At(URI endpoint) {
        return s3(endpoint, S3Settings.Checksums.CRC32C);
    }

    static S3Settings s3(@Nullable URI endpoint, S3Settings.Checksums checksums) {
        return new S3Settings(
                endpoint,
                "us-east-1",
                true,
                checksums,
                true,
                null,
                DataSize.ofMegabytes(24),
                2,
                3,
                Duration.ofMinutes(1));
    }
}
