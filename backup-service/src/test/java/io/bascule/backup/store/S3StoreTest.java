package io.bascule.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.data.TemporalUnitWithinOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** A real S3 server. */
class S3StoreTest {

    /** As S3 answers while a lock lasts. */
    private static final String LOCKED =
            "<Error><Code>AccessDenied</Code><Message>Access Denied because object is WORM protected</Message></Error>";

    private static ObjectServer server;
    private static Stores stores;
    private static BackupStore store;

    @BeforeAll
    static void start() throws IOException {
        server = new ObjectServer().awaitReady();
        stores = new Stores(TestStores.s3(server.endpoint(), S3Settings.Checksums.CRC32C));
        store = stores.of("s3://" + ObjectServer.BUCKET + "/some/prefix");
    }

    @AfterAll
    static void stop() throws IOException {
        stores.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8 << 20, (8 << 20) + 1, 20 << 20})
    void whatIsWrittenIsReadBackAndTheStoreSaysTheSameChecksum(int size) throws IOException {
        // given
        byte[] content = random(size);
        String key = "sizes/" + size;

        // when
        StoredObject written = store.put(key, content);

        // then
        assertThat(written.bytes()).isEqualTo(size);
        assertThat(store.head(key)).contains(written);
        assertThat(store.readSmall(key, size)).isEqualTo(content);
        assertThat(store.uriOf(key).toString())
                .isEqualTo("s3://backups-dr/some/prefix/sizes/" + size);
    }

    @ParameterizedTest
    @EnumSource
    void eitherWayOfChecksumsWorks(S3Settings.Checksums checksums) throws IOException {
        try (var opened = new Stores(TestStores.s3(server.endpoint(), checksums))) {
            var other = opened.of("s3://" + ObjectServer.BUCKET + "/" + checksums);
            var written = other.put("object", random(9 << 20));

            assertThat(other.head("object")).contains(written);
            assertThat(written.checksum()).isNotNull();
        }
    }

    @Test
    void aTakenNameIsRefusedAndTheFirstContentStays() throws IOException {
        var _ = store.put("taken", new byte[] {1});

        assertThatThrownBy(() -> store.put("taken", new byte[] {2}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("some/prefix/taken");
        assertThat(store.readSmall("taken", 1)).containsExactly(1);
    }

    @Test
    void aStreamThatMerelyEndsLeavesNothing() throws IOException {
        // given: more than a part, then the source dies
        try (var writer = store.create("died/object")) {
            writer.write(random(9 << 20), 0, 9 << 20);
        }

        // then
        assertThat(store.head("died/object")).isEmpty();
        assertThat(store.list("died/")).isEmpty();
        assertThat(store.abortStale("died/", _ -> true)).isZero();
    }

    @Test
    void staleUploadsAreAbortedAndRunningOnesAreNot() throws IOException {
        try (var stale = store.create("jobs/stale/object");
                var running = store.create("jobs/running/object")) {
            stale.write(new byte[10], 0, 10);
            running.write(new byte[10], 0, 10);

            // when
            int aborted = store.abortStale("jobs/", key -> !key.contains("/running/"));

            // then
            assertThat(aborted).isEqualTo(1);
            assertThatThrownBy(stale::complete).isInstanceOf(IOException.class);
            assertThat(running.complete().bytes()).isEqualTo(10);
        }
    }

    @Test
    void objectsGetTheStorageClassOfThePlan() throws IOException {
        var cold =
                stores.of(
                        "s3://" + ObjectServer.BUCKET + "/x",
                        new Keeping("STANDARD_IA", null, null));

        var _ = cold.put("object", new byte[] {1});

        try (var s3 = client()) {
            var head = s3.headObject(r -> r.bucket(ObjectServer.BUCKET).key("x/object"));
            assertThat(head.storageClassAsString()).isEqualTo("STANDARD_IA");
        }
    }

    @Test
    void inABucketThatKeepsVersionsAnObjectThatIsRemovedIsGone() throws IOException {
        // given a bucket for locked objects, which keeps versions of each
        try (var s3 = client()) {
            var _ = s3.createBucket(r -> r.bucket("versions").objectLockEnabledForBucket(true));
            var _ =
                    s3.putBucketVersioning(r ->
                            r.bucket("versions")
                                    .versioningConfiguration(
                                            v -> v.status(BucketVersioningStatus.ENABLED)));
            var kept = stores.of("s3://versions/x");
            var _ = kept.put("removed", new byte[] {1});
            var _ = kept.put("stays", new byte[] {2});

            // when
            kept.delete("removed");
            kept.delete("was never there");

            // then it is not hidden under a mark of its removal
            var left = s3.listObjectVersions(r -> r.bucket("versions"));
            assertThat(left.versions()).extracting(ObjectVersion::key).containsExactly("x/stays");
            assertThat(left.deleteMarkers()).isEmpty();
        }
    }

    /** Few servers keep a lock, so its refusal is played on the wire. */
    @Test
    void whatIsLockedIsRefusedAndThatIsSaid() throws IOException {
        // given a server that refuses to remove a version, as one does while its lock lasts
        var wire = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var removals = new CopyOnWriteArrayList<String>();
        wire.createContext(
                "/",
                exchange -> {
                    if (exchange.getRequestMethod().equals("DELETE")) {
                        removals.add(String.valueOf(exchange.getRequestURI().getQuery()));
                        byte[] refusal = LOCKED.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(403, refusal.length);
                        exchange.getResponseBody().write(refusal);
                    } else {
                        exchange.getResponseHeaders().set("x-amz-version-id", "v-17");
                        exchange.sendResponseHeaders(200, -1);
                    }
                    exchange.close();
                });
        wire.start();
        var endpoint = URI.create("http://127.0.0.1:" + wire.getAddress().getPort());
        try (var opened = new Stores(TestStores.s3At(endpoint))) {
            // when, then
            assertThatThrownBy(() -> opened.of("s3://locked/x").delete("object"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Expected the store to delete s3://locked/x/object")
                    .hasMessageContaining("object is WORM protected");
            assertThat(removals).contains("versionId=v-17").doesNotContain("null");
        } finally {
            wire.stop(0);
        }
    }

    /** Few servers keep a lock, so it is looked at on the wire. */
    @Test
    void theLockOfThePlanIsAskedForWhenAnUploadBegins() throws IOException {
        var until = Instant.now().plus(Duration.ofDays(31)).truncatedTo(ChronoUnit.SECONDS);
        var asked = new CompletableFuture<Headers>();
        var wire = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        wire.createContext(
                "/",
                exchange -> {
                    if (String.valueOf(exchange.getRequestURI().getQuery()).startsWith("uploads")) {
                        asked.complete(exchange.getRequestHeaders());
                    }
                    boolean look = exchange.getRequestMethod().equals("HEAD");
                    exchange.sendResponseHeaders(look ? 404 : 403, -1);
                    exchange.close();
                });
        wire.start();
        var endpoint = URI.create("http://127.0.0.1:" + wire.getAddress().getPort());
        try (var opened = new Stores(TestStores.s3At(endpoint))) {
            var locked = opened.of("s3://locked/x", new Keeping(null, "GOVERNANCE", until));

            assertThatThrownBy(() -> locked.put("object", new byte[] {1}))
                    .isInstanceOf(IOException.class);

            assertThat(asked)
                    .isCompletedWithValueMatching(
                            h -> "GOVERNANCE".equals(h.getFirst("x-amz-object-lock-mode")))
                    .isCompletedWithValueMatching(h ->
                            until.toString()
                                    .equals(h.getFirst("x-amz-object-lock-retain-until-date")));
        } finally {
            wire.stop(0);
        }
        assertThatThrownBy(() -> stores.of("file:///tmp/x", new Keeping(null, "COMPLIANCE", until)))
                .hasMessageContaining("Expected a bucket for objects that are locked");
    }

    @Test
    void theStoreTellsItsTime() throws IOException {
        assertThat(store.now().orElseThrow())
                .isCloseTo(Instant.now(), new TemporalUnitWithinOffset(1, ChronoUnit.MINUTES));
    }

    @Test
    void aStoreThatCannotBeReachedIsSaid() {
        try (var nowhere =
                new Stores(
                        TestStores.s3(
                                URI.create("http://127.0.0.1:1"), S3Settings.Checksums.CRC32C))) {
            assertThatThrownBy(() -> nowhere.of("s3://bucket/x").create("object"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("s3://bucket/x/object");
        }
    }

    private static S3Client client() {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .build();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
