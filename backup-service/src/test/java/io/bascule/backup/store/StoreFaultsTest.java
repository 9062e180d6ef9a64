package io.bascule.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bascule.backup.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stores that drop, stall, refuse, forget who one is, or are full. */
class StoreFaultsTest {

    private static ObjectServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new ObjectServer().awaitReady();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void partsThatAreDroppedOnTheWayAreSentAgain() throws Exception {
        byte[] content = random(20 << 20);
        try (var proxy = new FaultProxy(server.endpoint());
                var stores = stores(proxy.endpoint())) {
            var store = stores.of("s3://" + ObjectServer.BUCKET + "/dropped");
            proxy.set(FaultProxy.Mode.RESET, 9 << 20, 2);

            var written = store.put("object", content);

            assertThat(proxy.faults()).isGreaterThanOrEqualTo(2);
            assertThat(store.head("object")).contains(written);
            assertThat(store.readSmall("object", content.length)).isEqualTo(content);
        }
    }

    @Test
    void aStoreThatGoesAwayForGoodFailsTheBackupAndLeavesNoObject() throws Exception {
        try (var proxy = new FaultProxy(server.endpoint());
                var stores = stores(proxy.endpoint());
                var direct = stores(server.endpoint())) {
            var store = stores.of("s3://" + ObjectServer.BUCKET + "/gone");
            proxy.set(FaultProxy.Mode.RESET, 9 << 20, Integer.MAX_VALUE);

            assertThatThrownBy(() -> store.put("object", random(20 << 20)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("s3://backups-dr/gone/object");

            var behind = direct.of("s3://" + ObjectServer.BUCKET + "/gone");
            assertThat(behind.head("object")).isEmpty();
            // What could not be aborted then is aborted later.
            assertThat(behind.abortStale("", _ -> true)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, initiate",
        "403, InvalidAccessKeyId, part",
        "507, InsufficientStorage, part",
        "503, SlowDown, part",
        "400, BadDigest, part",
        "500, InternalError, complete",
    })
    void whateverTheStoreSaysIsTheReasonAndTheUploadIsAborted(int status, String code, String when)
            throws Exception {
        try (var refusing = new Refusing(status, code, when);
                var stores = stores(refusing.endpoint())) {
            var store = stores.of("s3://" + ObjectServer.BUCKET + "/refused");

            assertThatThrownBy(
                            () -> {
                                try (var writer = store.create("object")) {
                                    byte[] content = random(12 << 20);
                                    writer.write(content, 0, content.length);
                                    var _ = writer.complete();
                                }
                            })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("said " + code)
                    .hasMessageContaining("s3://backups-dr/refused/object");
            assertThat(refusing.aborted()).isEqualTo(!when.equals("initiate"));
        }
    }

    @ParameterizedTest
    @CsvSource({"500, InternalError", "400, InvalidPart", "404, NoSuchUpload"})
    void anUploadIsCompleteIfItsObjectIsThereWhateverTheStoreSaidAtLast(int status, String code)
            throws Exception {
        byte[] content = random(12 << 20);
        // given: a store that completes an upload, and whose answer is lost
        try (var forgetful = new Refusing(status, code, "complete").keeping(content.length);
                var stores = stores(forgetful.endpoint())) {
            var store = stores.of("s3://" + ObjectServer.BUCKET + "/lost");

            var written = store.put("object", content);

            assertThat(store.head("object")).contains(written);
            assertThat(forgetful.aborted()).isFalse();
        }
        // and: one in which something else lies under that name
        try (var other = new Refusing(status, code, "complete").keeping(content.length - 1);
                var stores = stores(other.endpoint())) {
            var store = stores.of("s3://" + ObjectServer.BUCKET + "/lost");

            assertThatThrownBy(() -> store.put("object", content))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Expected the store to complete");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, ExpiredToken, true",
        "403, AccessDenied, true",
        "403, InvalidAccessKeyId, true",
        "429, TooManyRequests, true",
        "503, SlowDown, true",
        "404, NoSuchKey, false",
        "416, InvalidRange, false",
    })
    void whetherARefusalSaysSomethingAboutTheObjectIsKnown(
            int status, String code, boolean saysNothing) throws Exception {
        try (var refusing = new Refusing(status, code, "GET");
                var stores = stores(refusing.endpoint())) {
            var store = stores.of("s3://" + ObjectServer.BUCKET + "/refused");

            assertThatThrownBy(() -> store.readSmall("object", 10))
                    .isInstanceOf(IOException.class)
                    .matches(e -> StoreUnavailableException.isBehind(e) == saysNothing);
        }
    }

    @Test
    void aFolderThatIsNotThereCannotBeAsked() throws Exception {
        try (var stores = new Stores(TestStores.folderSettings())) {
            var store = stores.of("file:///nowhere/at/all");

            assertThatThrownBy(store::expectThere)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("is it mounted?");
        }
    }

    private static Stores stores(URI endpoint) {
        return new Stores(TestStores.s3(endpoint, S3Settings.Checksums.CRC32C));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Speaks just enough of S3 to say no. */
    private static final class Refusing implements AutoCloseable {

        private final HttpServer server;
        private final int status;
        private final String code;
        private final String when;
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private volatile int kept = -1;
        private volatile String checksum = "";

        Refusing(int status, String code, String when) throws IOException {
            this.status = status;
            this.code = code;
            this.when = when;
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", this::answer);
            server.start();
        }

        /** Answers as if an object of that size was there, with the checksum that was asked for. */
        Refusing keeping(int bytes) {
            kept = bytes;
            return this;
        }

        URI endpoint() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        boolean aborted() {
            return asked.contains("DELETE");
        }

        private void answer(HttpExchange exchange) throws IOException {
            exchange.getRequestBody().readAllBytes();
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            String method = exchange.getRequestMethod();
            asked.add(method);
            String step =
                    switch (method) {
                        case "POST" -> query.contains("uploads") ? "initiate" : "complete";
                        case "PUT" -> "part";
                        default -> method;
                    };
            if (step.equals("complete")) {
                checksum = exchange.getRequestHeaders().getFirst("x-amz-checksum-crc32c");
            }
            if (step.equals("HEAD") && kept >= 0 && !checksum.isEmpty()) {
                exchange.getResponseHeaders().add("Content-Length", String.valueOf(kept));
                exchange.getResponseHeaders().add("x-amz-checksum-crc32c", checksum);
                reply(exchange, 200, "");
            } else if (step.equals(when)) {
                reply(
                        exchange,
                        status,
                        "<Error><Code>"
                                + code
                                + "</Code><Message>said "
                                + code
                                + "</Message></Error>");
            } else if (step.equals("initiate")) {
                reply(
                        exchange,
                        200,
                        "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>u</UploadId></InitiateMultipartUploadResult>");
            } else if (step.equals("part")) {
                exchange.getResponseHeaders().add("ETag", "\"tag\"");
                reply(exchange, 200, "");
            } else {
                reply(exchange, method.equals("DELETE") ? 204 : 404, "");
            }
        }

        private static void reply(HttpExchange exchange, int status, String body)
                throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
