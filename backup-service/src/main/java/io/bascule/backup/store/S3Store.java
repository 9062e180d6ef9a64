package io.bascule.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** A prefix of an S3 bucket. */
final class S3Store implements BackupStore {

    private final S3Client s3;
    private final String bucket;
    private final String prefix;
    private final S3Settings settings;
    private final Keeping keeping;

    /**
     * @param prefix empty, or ending in {@code /}
     */
    S3Store(S3Client s3, String bucket, String prefix, S3Settings settings, Keeping keeping) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
        this.settings = settings;
        this.keeping = keeping;
    }

    @Override
    public URI uriOf(String key) {
        return URI.create("s3://" + bucket + "/" + prefix + key);
    }

    @Override
    public ObjectWriter create(String key) throws IOException {
        if (settings.conditionalWrites() && head(key).isPresent()) {
            // Refused before a byte is sent; a race is refused by the store at the end.
            throw new FileAlreadyExistsException(
                    uriOf(key).toString(), null, "Expected a free name, but it is taken");
        }
        var target = new S3Target(s3, bucket, prefix + key, key, settings, keeping);
        return S3MultipartWriter.begin(target, new PartSizes(settings.largestPart()), this);
    }

    @Override
    public Optional<StoredObject> head(String key) throws IOException {
        try {
            var head =
                    s3.headObject(r -> {
                        r.bucket(bucket).key(prefix + key);
                        if (settings.checksums() == S3Settings.Checksums.CRC32C) {
                            r.checksumMode(ChecksumMode.ENABLED);
                        }
                    });
            return Optional.of(new StoredObject(key, head.contentLength(), checksumOf(head)));
        } catch (NoSuchKeyException _) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failed("tell about", key, e);
        }
    }

    private static @Nullable Checksum checksumOf(HeadObjectResponse head) {
        String crc = head.checksumCRC32C();
        // A value with a dash is a checksum of the parts' checksums: no use for the whole.
        if (crc != null && !crc.contains("-")) {
            return new Checksum(Checksum.CRC32C, crc);
        }
        return head.eTag() == null ? null : new Checksum(Checksum.ETAG, head.eTag());
    }

    @Override
    public InputStream read(String key) throws IOException {
        return new ResumingInputStream(key, this::readFrom, settings.attempts());
    }

    private InputStream readFrom(String key, long offset) throws IOException {
        try {
            return s3.getObject(r -> {
                r.bucket(bucket).key(prefix + key);
                if (offset > 0) {
                    r.range("bytes=" + offset + "-");
                }
            });
        } catch (SdkException e) {
            throw failed("give", key, e);
        }
    }

    @Override
    public Optional<Instant> now() throws IOException {
        try {
            return s3.listObjectsV2(r -> r.bucket(bucket).prefix(prefix).maxKeys(1))
                    .sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failed("tell the time of", "", e);
        }
    }

    @Override
    public List<StoredObject> list(String keyPrefix) throws IOException {
        try {
            var found = new ArrayList<StoredObject>();
            s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix + keyPrefix))
                    .contents()
                    .forEach(object ->
                            found.add(
                                    new StoredObject(
                                            object.key().substring(prefix.length()),
                                            object.size(),
                                            object.eTag() == null
                                                    ? null
                                                    : new Checksum(Checksum.ETAG, object.eTag()))));
            return found;
        } catch (SdkException e) {
            throw failed("list", keyPrefix, e);
        }
    }

    /**
     * Names the version, where the bucket keeps versions: without it the store would only hide the
     * object, which stays, is paid for, and is never refused because of its lock.
     */
    @Override
    public void delete(String key) throws IOException {
        try {
            String version = s3.headObject(r -> r.bucket(bucket).key(prefix + key)).versionId();
            var _ = s3.deleteObject(r -> r.bucket(bucket).key(prefix + key).versionId(version));
        } catch (NoSuchKeyException _) {
            // Nothing is there.
        } catch (SdkException e) {
            throw failed("delete", key, e);
        }
    }

    @Override
    public int abortStale(String keyPrefix, Predicate<String> stale) throws IOException {
        int aborted = 0;
        try {
            for (var upload :
                    s3.listMultipartUploadsPaginator(
                                    r -> r.bucket(bucket).prefix(prefix + keyPrefix))
                            .uploads()) {
                if (stale.test(upload.key().substring(prefix.length()))) {
                    var _ =
                            s3.abortMultipartUpload(r ->
                                    r.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
                    aborted++;
                }
            }
            return aborted;
        } catch (SdkException e) {
            throw failed("abort uploads below", keyPrefix, e);
        }
    }

    private IOException failed(String verb, String key, SdkException e) {
        String message =
                "Expected the store to " + verb + " " + uriOf(key) + ", but " + e.getMessage();
        return saysNothing(e)
                ? new StoreUnavailableException(message, e)
                : new IOException(message, e);
    }

    /** Nobody answered, or whoever did could or would not look. */
    private static boolean saysNothing(SdkException e) {
        if (e instanceof AwsServiceException said) {
            int status = said.statusCode();
            return status == 401
                    || status == 403
                    || status == 408
                    || status == 429
                    || status >= 500;
        }
        return true;
    }
}
