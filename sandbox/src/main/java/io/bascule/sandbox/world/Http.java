package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Questions to processes of the world over HTTP. */
public final class Http {

    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();

    /** An answer, its body read as UTF-8. */
    public record Answer(int status, String body) {}

    /**
     * Asks once.
     *
     * @throws IOException if there is no answer within 5 s
     */
    public Answer get(URI uri) throws IOException {
        try {
            var request = HttpRequest.newBuilder(uri).timeout(DEADLINE).build();
            var response =
                    client.send(
                            request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + uri, e);
        }
    }

    /**
     * Asks until the answer is 200: a foreign process has no other way to say that it is ready.
     *
     * @return seconds from the spawn of the process to that answer
     * @throws SandboxException if the process ends, or is not ready at the deadline
     */
    double awaitReady(Child child, URI uri, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        var last = "no answer";
        while (System.nanoTime() < end) {
            child.mustBeAlive();
            try {
                var answer = get(uri);
                if (answer.status() == 200) {
                    return (System.nanoTime() - child.spawnedNanos()) / 1e9;
                }
                last = "HTTP " + answer.status() + " " + answer.body();
            } catch (IOException e) {
                last = e.toString();
            }
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
        throw new SandboxException(
                Cause.WORLD,
                "Expected %s to be ready within %d s, but the last answer of %s was: %s; the end of %s:%s"
                        .formatted(
                                child.name(),
                                deadline.toSeconds(),
                                uri,
                                last,
                                child.log(),
                                child.lastLines()));
    }
}
