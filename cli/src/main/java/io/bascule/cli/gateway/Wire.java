package io.bascule.cli.gateway;

import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One question, one answer; nothing is said twice. */
final class Wire {

    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final URI base;
    private final @Nullable String token;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    Wire(URI base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    Response get(String path, Duration within) {
        return send(request(path, within).GET().build(), within);
    }

    Response post(String path, String contentType, byte[] body, Duration within) {
        return send(
                request(path, within)
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                within);
    }

    private HttpRequest.Builder request(String path, Duration within) {
        var root = base.toString();
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        (root.endsWith("/")
                                                        ? root.substring(0, root.length() - 1)
                                                        : root)
                                                + path))
                        .header("Accept", "application/json, application/problem+json, */*;q=0.5")
                        .timeout(within);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private Response send(HttpRequest request, Duration within) {
        try {
            var response =
                    client.send(
                            request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Response(
                    request.uri(),
                    response.statusCode(),
                    response.headers().map(),
                    response.body());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new TalkException(
                    Kind.NOT_CONNECTED,
                    "Expected the gateway at "
                            + base
                            + ", but "
                            + why(e)
                            + "; check --console, or start a sandbox by: bascule up",
                    e);
        } catch (HttpTimeoutException e) {
            throw new TalkException(
                    Kind.NO_ANSWER,
                    "Expected an answer of %s within %d s, but none came; what was asked for may still happen: look by bascule runs"
                            .formatted(request.uri(), within.toSeconds()),
                    e);
        } catch (IOException e) {
            throw new TalkException(
                    Kind.UNREACHABLE,
                    "Expected an answer over HTTP of "
                            + request.uri()
                            + ", but: "
                            + e.getMessage()
                            + "; check --console",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TalkException(Kind.NO_ANSWER, "Interrupted while asking " + base, e);
        }
    }

    private static String why(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "there is no host of that name";
            }
        }
        return e instanceof HttpConnectTimeoutException
                ? "nobody took the connection within " + CONNECT.toSeconds() + " s"
                : "nobody listens there";
    }
}
