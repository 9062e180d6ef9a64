package io.bascule.backup.store;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How S3 and what speaks its language is reached. Credentials come from the environment or the
 * machine, as for every AWS client.
 *
 * @param endpoint of a store that is not AWS; absent for AWS
 * @param region region of the buckets
 * @param pathStyle whether the bucket stands in the path instead of the host name
 * @param checksums {@code crc32c}: sent with each part and kept for the whole object; {@code
 *     when-required}: none, for stores that refuse them
 * @param conditionalWrites whether the store itself refuses a taken name (If-None-Match)
 * @param storageClass of new objects, such as {@code STANDARD_IA}; absent for the bucket's default
 * @param memory bytes that the parts of one upload may take, at least 10 MiB
 * @param parallelParts parts that are sent at the same time, 1 to 16
 * @param attempts how often one request is tried, 1 to 20
 * @param requestTimeout of one attempt, of a part's too: a store that stalls is given up
 */
public record S3Settings(
        @Nullable URI endpoint,
        @DefaultValue("us-east-1") String region,
        @DefaultValue("false") boolean pathStyle,
        @DefaultValue("crc32c") Checksums checksums,
        @DefaultValue("true") boolean conditionalWrites,
        @Nullable String storageClass,
        @DefaultValue("32MB") org.springframework.util.unit.DataSize memory,
        @DefaultValue("2") int parallelParts,
        @DefaultValue("5") int attempts,
        @DefaultValue("5m") Duration requestTimeout) {

    /** Which checksums are sent. */
    public enum Checksums {
        CRC32C,
        WHEN_REQUIRED
    }

    public S3Settings {
        if (parallelParts < 1 || parallelParts > 16) {
            throw new IllegalArgumentException(
                    "Expected bascule.backup.s3.parallel-parts from 1 to 16, but found "
                            + parallelParts);
        }
        if (attempts < 1 || attempts > 20) {
            throw new IllegalArgumentException(
                    "Expected bascule.backup.s3.attempts from 1 to 20, but found " + attempts);
        }
    }

    /** One part is being filled while the others are sent. */
    long largestPart() {
        return memory.toBytes() / (parallelParts + 1);
    }
}
