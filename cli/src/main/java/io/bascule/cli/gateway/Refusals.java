package io.bascule.cli.gateway;

import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.contracts.EventJson;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Answers that are none, in words. */
final class Refusals {

    private static final int MOST = 400;

    private Refusals() {}

    static TalkException of(Response response) {
        int status = response.status();
        var said = said(response);
        return switch (status) {
            case 400, 413, 415, 422 -> new TalkException(Kind.MALFORMED, said);
            case 401 ->
                    new TalkException(
                            Kind.NOT_ALLOWED,
                            "Expected the gateway to know who asks, but it does not: "
                                    + said
                                    + "; set BASCULE_TOKEN");
            case 403 -> new TalkException(Kind.NOT_ALLOWED, said);
            case 404 ->
                    new TalkException(
                            Kind.UNKNOWN,
                            response.isJson() && said.startsWith("Expected")
                                    ? said
                                    : "Expected the gateway of Bascule to know "
                                            + response.uri()
                                            + ", but it does not ("
                                            + said
                                            + "); check --console");
            case 502, 503, 504 ->
                    new TalkException(
                            Kind.UNREACHABLE,
                            "Expected the gateway at "
                                    + response.uri()
                                    + " to serve, but: "
                                    + said
                                    + "; try again when the broker is back");
            default ->
                    new TalkException(
                            Kind.FAILED,
                            "Expected an answer of "
                                    + response.uri()
                                    + ", but found HTTP "
                                    + status
                                    + ": "
                                    + said);
        };
    }

    /** The words of an RFC 9457 problem, of Spring's error document, or the body's begin. */
    private static String said(Response response) {
        if (response.isJson()) {
            try {
                var tree = EventJson.mapper().readTree(response.body());
                var words =
                        Stream.of("detail", "message", "title", "error")
                                .map(name -> text(tree, name))
                                .filter(text -> text != null && !text.isBlank())
                                .findFirst();
                if (words.isPresent()) {
                    return words.get();
                }
            } catch (JacksonException _) {
                // Then the body is said as it is.
            }
        }
        var text = response.contentType().contains("html") ? "" : response.body().strip();
        return text.isEmpty()
                ? "HTTP " + response.status()
                : text.length() <= MOST ? text : text.substring(0, MOST) + "...";
    }

    private static @Nullable String text(JsonNode tree, String name) {
        var node = tree.get(name);
        return node != null && node.isString() ? node.asString() : null;
    }
}
