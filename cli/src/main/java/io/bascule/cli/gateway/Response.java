package io.bascule.cli.gateway;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An answer over HTTP. */
record Response(URI uri, int status, Map<String, List<String>> headers, byte[] body) {

    Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(e -> name.equalsIgnoreCase(e.getKey()))
                .flatMap(e -> e.getValue().stream())
                .findFirst();
    }

    String contentType() {
        return header("Content-Type").orElse("without a content type");
    }

    boolean isJson() {
        return contentType().contains("json");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
