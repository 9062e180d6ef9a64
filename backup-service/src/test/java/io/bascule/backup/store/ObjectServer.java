package io.bascule.backup.store;

import static org.awaitility.Awaitility.await;

import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** An S3 server as a process of its own, with one bucket. */
public final class ObjectServer implements AutoCloseable {

    public static final String BUCKET = "backups-dr";

    private final Path root;
    private final Process process;
    private final URI endpoint;

    public ObjectServer() throws IOException {
        // The client asks the environment of the process; a test JVM is told so here.
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        root = Files.createTempDirectory("bascule-objects-");
        int port = PostgresTools.freePort();
        endpoint = URI.create("http://127.0.0.1:" + port);
        process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx256m",
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "-jar",
                                        Path.of("target", "s3mock-exec.jar").toString(),
                                        "--http.port=" + port,
                                        "--server.port=" + PostgresTools.freePort(),
                                        "--vectors.http.port=" + PostgresTools.freePort(),
                                        "--vectors.https.port=" + PostgresTools.freePort(),
                                        "--server.address=127.0.0.1",
                                        "--com.adobe.testing.s3mock.store.initial-buckets="
                                                + BUCKET,
                                        "--com.adobe.testing.s3mock.store.root=" + root))
                        .redirectErrorStream(true)
                        .redirectOutput(root.resolve("server.log").toFile())
                        .start();
    }

    /** Waits until it answers. */
    public ObjectServer awaitReady() {
        try (var http = HttpClient.newHttpClient()) {
            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptions()
                    .until(() ->
                            http.send(
                                                    HttpRequest.newBuilder(endpoint).build(),
                                                    HttpResponse.BodyHandlers.discarding())
                                            .statusCode()
                                    == 200);
        }
        return this;
    }

    public URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        try (var all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
