package io.bascule.backup.store;

import java.io.ByteArrayInputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** The requests of one multipart upload. */
record S3Target(
        S3Client s3,
        String bucket,
        String fullKey,
        String key,
        S3Settings settings,
        Keeping keeping) {

    private boolean checksums() {
        return settings.checksums() == S3Settings.Checksums.CRC32C;
    }

    String begin() {
        return s3.createMultipartUpload(
                        r -> {
                            r.bucket(bucket).key(fullKey).contentType("application/octet-stream");
                            String storageClass =
                                    keeping.storageClass() == null
                                            ? settings.storageClass()
                                            : keeping.storageClass();
                            if (storageClass != null) {
                                r.storageClass(storageClass);
                            }
                            if (keeping.lockMode() != null) {
                                r.objectLockMode(keeping.lockMode())
                                        .objectLockRetainUntilDate(keeping.lockedUntil());
                            }
                            if (checksums()) {
                                r.checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                                        .checksumType(ChecksumType.FULL_OBJECT);
                            }
                        })
                .uploadId();
    }

    CompletedPart send(String uploadId, int number, byte[] bytes, int length, String crc32c) {
        var body =
                RequestBody.fromContentProvider(
                        ContentStreamProvider.fromInputStreamSupplier(
                                () -> new ByteArrayInputStream(bytes, 0, length)),
                        length,
                        "application/octet-stream");
        var sent =
                s3.uploadPart(
                        r -> {
                            r.bucket(bucket)
                                    .key(fullKey)
                                    .uploadId(uploadId)
                                    .partNumber(number)
                                    .contentLength((long) length);
                            if (checksums()) {
                                r.checksumCRC32C(crc32c);
                            }
                        },
                        body);
        var part = CompletedPart.builder().partNumber(number).eTag(sent.eTag());
        return (checksums() ? part.checksumCRC32C(crc32c) : part).build();
    }

    @Nullable String complete(
            String uploadId, List<CompletedPart> parts, String crc32c, long bytes) {
        return s3.completeMultipartUpload(
                        r -> {
                            r.bucket(bucket)
                                    .key(fullKey)
                                    .uploadId(uploadId)
                                    .multipartUpload(m -> m.parts(parts));
                            if (settings.conditionalWrites()) {
                                r.ifNoneMatch("*");
                            }
                            if (checksums()) {
                                r.checksumType(ChecksumType.FULL_OBJECT)
                                        .checksumCRC32C(crc32c)
                                        .mpuObjectSize(bytes);
                            }
                        })
                .eTag();
    }

    void abort(String uploadId) {
        var _ = s3.abortMultipartUpload(r -> r.bucket(bucket).key(fullKey).uploadId(uploadId));
    }
}
