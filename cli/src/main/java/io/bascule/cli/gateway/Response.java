package io.bascule.cli.gateway;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An answer over HTTP, its body read as UTF-8. */
record Response(URI uri, int status, Map<String, List<String>> headers, String body) {

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
}
