package io.bascule.backup.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** Opens destinations: {@code s3://bucket/prefix/} and {@code file:///folder/}. */
public final class Stores implements AutoCloseable {

    private final S3Settings settings;
    private final Supplier<S3Client> open;
    private @Nullable S3Client client;

    public Stores(S3Settings settings) {
        this.settings = settings;
        this.open = () -> open(settings);
    }

    /**
     * The store of a destination; nothing is contacted yet.
     *
     * @throws IllegalArgumentException if it is neither of the two forms
     */
    public BackupStore of(String destination) {
        return of(destination, Keeping.DEFAULT);
    }

    /**
     * The store of a destination, whose new objects are kept in a certain way; a folder has no
     * ways.
     *
     * @throws IllegalArgumentException also if a folder is to lock its objects
     */
    public BackupStore of(String destination, Keeping keeping) {
        URI uri = URI.create(destination);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (scheme.equals("s3") && uri.getAuthority() != null) {
            return new S3Store(
                    client(), uri.getAuthority(), prefix(uri.getPath()), settings, keeping);
        }
        if (scheme.equals("file") && uri.getPath() != null && uri.getPath().startsWith("/")) {
            if (keeping.lockMode() != null) {
                throw new IllegalArgumentException(
                        "Expected a bucket for objects that are locked, but found '"
                                + destination
                                + "'; correct it in the plan");
            }
            return new FolderStore(Path.of(uri.getPath()).normalize());
        }
        throw new IllegalArgumentException(
                "Expected a destination such as s3://bucket/prefix/ or file:///folder/, but found '"
                        + destination
                        + "'; correct it in the plan");
    }

    private static String prefix(@Nullable String path) {
        String trimmed = path == null ? "" : path.replaceAll("^/+|/+$", "");
        return trimmed.isEmpty() ? "" : trimmed + "/";
    }

    private synchronized S3Client client() {
        S3Client opened = client;
        if (opened == null) {
            opened = open.get();
            client = opened;
        }
        return opened;
    }

    private static S3Client open(S3Settings settings) {
        var builder =
                S3Client.builder()
                        .region(Region.of(settings.region()))
                        .forcePathStyle(settings.pathStyle())
                        // Where they are wanted the checksums are given with the request.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        // To complete a large upload may take a store minutes of silence.
                        .httpClientBuilder(
                                Apache5HttpClient.builder()
                                        .socketTimeout(settings.requestTimeout()))
                        .overrideConfiguration(o ->
                                o.apiCallAttemptTimeout(settings.requestTimeout())
                                        .retryStrategy(
                                                DefaultRetryStrategy.standardStrategyBuilder()
                                                        .maxAttempts(settings.attempts())
                                                        .build()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        return builder.build();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
