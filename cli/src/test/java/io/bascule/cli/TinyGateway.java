package io.bascule.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A real HTTP server that answers what the gateway would. */
final class TinyGateway implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    record Reply(int status, String contentType, String body) {}

    /** What somebody asked; the body as text. */
    record Asked(
            String method,
            String path,
            String query,
            String contentType,
            String authorization,
            String body) {}

    TinyGateway() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** Answers that to whatever is asked by that method and path. */
    TinyGateway on(String methodAndPath, int status, String contentType, String body) {
        replies.put(methodAndPath, new Reply(status, contentType, body));
        return this;
    }

    TinyGateway onJson(String methodAndPath, int status, String body) {
        return on(methodAndPath, status, "application/json", body);
    }

    List<Asked> asked() {
        return asked;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var uri = exchange.getRequestURI();
            var headers = exchange.getRequestHeaders();
            asked.add(
                    new Asked(
                            exchange.getRequestMethod(),
                            uri.getPath(),
                            String.valueOf(uri.getRawQuery()),
                            String.valueOf(headers.getFirst("Content-Type")),
                            String.valueOf(headers.getFirst("Authorization")),
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8)));
            var reply =
                    replies.getOrDefault(
                            exchange.getRequestMethod() + " " + uri.getPath(),
                            new Reply(404, "text/html", "<html>nothing here</html>"));
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
            exchange.getResponseHeaders().set("X-Report-SHA256", "c0ffee");
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
