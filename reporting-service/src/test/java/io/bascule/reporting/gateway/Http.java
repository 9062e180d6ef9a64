package io.bascule.reporting.gateway;

import io.bascule.contracts.EventJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** A caller from outside. */
final class Http {

    static {
        // A caller may name any host, as a browser does that was led astray.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;

    Http(ConfigurableApplicationContext service) {
        this.base =
                "http://127.0.0.1:"
                        + service.getEnvironment().getRequiredProperty("local.server.port");
    }

    record Reply(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String text() {
            return response.body();
        }

        JsonNode json() {
            return EventJson.mapper().readTree(response.body());
        }

        String text(String field) {
            return json().path(field).asString("");
        }

        String contentType() {
            return header("content-type");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    String base() {
        return base;
    }

    Reply get(String path) throws IOException, InterruptedException {
        return new Reply(
                client.send(
                        HttpRequest.newBuilder(URI.create(base + path)).build(),
                        BodyHandlers.ofString()));
    }

    Reply post(String path, String body) throws IOException, InterruptedException {
        return post(path, body, Map.of());
    }

    Reply post(String path, String body, Map<String, String> more)
            throws IOException, InterruptedException {
        var headers = new HashMap<>(Map.of("content-type", "application/json"));
        headers.putAll(more);
        var request = HttpRequest.newBuilder(URI.create(base + path));
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                var _ = request.header(name, value);
            }
        });
        return new Reply(
                client.send(
                        request.POST(BodyPublishers.ofString(body)).build(),
                        BodyHandlers.ofString()));
    }
}
