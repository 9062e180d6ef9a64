package io.bascule.cli.gateway;

import io.bascule.cli.platform.Platform;
import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.contracts.EventJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The platform's gateway, asked over HTTP. Every failure is a {@link TalkException} of one line.
 * Connections are tried for 3 s, and what is there is awaited for 10 s; answers are awaited 35 s
 * longer than the gateway was asked to wait: it gives a broker that hangs up after 30 s, and says
 * so.
 */
public final class Gateway {

    private static final Duration READ = Duration.ofSeconds(10);
    private static final Duration MARGIN = Duration.ofSeconds(35);
    private static final Set<Integer> DECISIONS = Set.of(200, 202, 409);

    private final Wire wire;

    /**
     * @throws TalkException if nobody said where it is
     */
    public Gateway(Platform platform) {
        this.wire = new Wire(platform.console(), platform.token().orElse(null));
    }

    /**
     * Publishes a request and waits for what the coordinator says to it.
     *
     * @param fields of the request's event, with {@code type}
     * @param wait at most 60 s
     */
    public Answer request(Map<String, ?> fields, Duration wait) {
        return answer(post("/api/requests", fields, wait));
    }

    /** Gives a person's answer to GO / NO-GO. */
    public Answer approve(Map<String, ?> fields, Duration wait) {
        return answer(post("/api/approvals", fields, wait));
    }

    /** Applies a plan: the text as it is, or nothing of it. */
    public PlanAnswer apply(String yaml, Duration wait) {
        var response =
                wire.post(
                        "/api/plans?waitSeconds=" + wait.toSeconds(),
                        "application/yaml",
                        yaml.getBytes(StandardCharsets.UTF_8),
                        wait.plus(MARGIN));
        if (!Set.of(200, 202, 409, 422).contains(response.status())) {
            throw Refusals.of(response);
        }
        return read(response, PlanAnswer.class);
    }

    /** A document that is known at a path, as JSON. */
    public JsonNode document(String path) {
        var response = wire.get(path, READ);
        if (response.status() != 200) {
            throw Refusals.of(response);
        }
        return read(response, JsonNode.class);
    }

    /**
     * The report of a run.
     *
     * @param format html, md or json
     */
    public Document report(String run, String format) {
        var response = wire.get("/api/runs/" + escaped(run) + "/report?format=" + format, READ);
        if (response.status() != 200) {
            throw Refusals.of(response);
        }
        return new Document(
                response.body(), response.header("X-Report-SHA256").orElse("not given"));
    }

    /** A report's text and the SHA-256 of its JSON form. */
    public record Document(String text, String sha256) {}

    /** A word as it may stand in a path or a query. */
    public static String escaped(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Response post(String path, Map<String, ?> fields, Duration wait) {
        return wire.post(
                path + "?waitSeconds=" + wait.toSeconds(),
                "application/json",
                EventJson.mapper().writeValueAsBytes(fields),
                wait.plus(MARGIN));
    }

    private static Answer answer(Response response) {
        if (!DECISIONS.contains(response.status())) {
            throw Refusals.of(response);
        }
        return read(response, Answer.class);
    }

    private static <T> T read(Response response, Class<T> type) {
        try {
            var value = EventJson.mapper().readValue(response.body(), type);
            if (value != null && response.isJson()) {
                return value;
            }
        } catch (JacksonException _) {
            // Said below.
        }
        throw new TalkException(
                Kind.UNREACHABLE,
                "Expected the gateway of Bascule at %s, but the answer was %s; check --console"
                        .formatted(response.uri(), response.contentType()));
    }
}
