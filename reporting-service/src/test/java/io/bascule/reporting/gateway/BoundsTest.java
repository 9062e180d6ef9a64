package io.bascule.reporting.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** What the gateway does not take, and from whom; and that it is described. */
@NullUnmarked // the service exists while a test runs
class BoundsTest extends AtTheGateway {

    @Test
    void whatCannotBeReadIsAProblemThatSaysWhatWasExpected() throws Exception {
        int before = platform.heard(FailoverRequested.class).size();
        for (var wrong :
                Map.of(
                                "{",
                                "Expected JSON, but",
                                "[]",
                                "Expected a JSON object",
                                "{}",
                                "Expected field 'type' to be one of BackupRequested",
                                FAILOVER.replace("FailoverRequested", "StepCommanded"),
                                "Expected field 'type' to be one of",
                                FAILOVER.replace("\"to\"", "\"target\""),
                                "but found 'target'",
                                FAILOVER.replace("\"orders\"", "\"\""),
                                "as the subject",
                                FAILOVER.replace("\"orders\"", "7, \"application\": 8"),
                                "Duplicate",
                                FAILOVER.replace("\"ada\"", "\"ada\", \"planned\": \"maybe\""),
                                "Expected the data of FailoverRequested",
                                FAILOVER.replace("\"application\": \"orders\",", ""),
                                "Expected field 'application'")
                        .entrySet()) {
            var answer = http.post("/api/requests", wrong.getKey());
            assertThat(answer.status()).as(wrong.getKey()).isEqualTo(400);
            assertThat(answer.contentType()).isEqualTo("application/problem+json");
            assertThat(answer.text("detail")).contains(wrong.getValue());
        }
        for (var run : List.of("\"orders\"", "7", "null", "\"-1\"")) {
            var answer =
                    http.post(
                            "/api/approvals",
                            "{\"run\": " + run + ", \"verdict\": \"GO\", \"by\": \"ada\"}");
            assertThat(answer.text("detail")).contains("Expected field 'run' to be a run");
        }
        assertThat(http.post("/api/requests?waitSeconds=61", FAILOVER).text("detail"))
                .isEqualTo("Expected waitSeconds from 0 to 60, but found '61'");
        assertThat(platform.heard(FailoverRequested.class)).hasSize(before);
    }

    @Test
    void aWebPageCannotAskInThePlaceOfWhoLooksAtIt() throws Exception {
        int before = platform.heard(FailoverRequested.class).size();
        for (var headers :
                List.of(
                        Map.of("Origin", "https://evil.example"),
                        Map.of("Origin", "null"),
                        Map.of("Origin", "http://localhost:1"),
                        Map.of("Sec-Fetch-Site", "cross-site"),
                        Map.of("Sec-Fetch-Site", "same-site"),
                        Map.of("Host", "evil.example:8080"),
                        Map.of("Host", "127.0.0.1.evil.example"))) {
            var answer = http.post("/api/requests", FAILOVER, headers);
            assertThat(answer.status()).as(headers.toString()).isEqualTo(403);
            assertThat(answer.text("detail")).startsWith("Expected a call by a program");
        }
        for (var type : List.of("text/plain", "application/x-www-form-urlencoded", "")) {
            var answer = http.post("/api/requests", FAILOVER, Map.of("content-type", type));
            assertThat(answer.status()).as(type).isEqualTo(415);
        }
        assertThat(platform.heard(FailoverRequested.class)).hasSize(before);

        var own =
                http.post(
                        "/api/requests?waitSeconds=0",
                        FAILOVER,
                        Map.of("Origin", http.base(), "Sec-Fetch-Site", "same-origin"));
        assertThat(own.status()).isEqualTo(202);
    }

    @Test
    void aBodyIsBounded() throws Exception {
        var answer = http.post("/api/requests", FAILOVER.replace("test", "t".repeat(64 * 1024)));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text("detail"))
                .isEqualTo("Expected a body of at most 64 KiB, but it is larger");
    }

    @Test
    void withTokensACallerIsWhoTheTokenBelongsTo(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("ada"), "ada-0123456789abcdef\n");
        Files.writeString(folder.resolve("ci"), "ci-0123456789abcdef");
        platform.answers(_ -> List.of(started("orders-5", "ada")));
        try (var other =
                town.service(
                        folder,
                        "--bascule.place=elsewhere",
                        "--server.address=0.0.0.0",
                        "--bascule.reporting.access[0].name=ada",
                        "--bascule.reporting.access[0].token=file:" + folder.resolve("ada"),
                        "--bascule.reporting.access[0].may=request,approve",
                        "--bascule.reporting.access[1].name=ci",
                        "--bascule.reporting.access[1].token=file:" + folder.resolve("ci"),
                        "--bascule.reporting.access[1].may=request")) {
            var there = new Http(other);
            var go =
                    """
                    {"run": "orders-5", "verdict": "GO", "by": "mallory"}\
                    """;
            var ada = Map.of("Authorization", "Bearer ada-0123456789abcdef");
            var ci = Map.of("Authorization", "bearer ci-0123456789abcdef");

            var none = there.post("/api/requests", FAILOVER);
            assertThat(none.status()).isEqualTo(401);
            assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(there.post("/api/approvals", go, ci).status()).isEqualTo(403);
            assertThat(there.post("/api/requests", FAILOVER, ci).status()).isEqualTo(200);
            assertThat(platform.heard(FailoverRequested.class).getLast().event().requestedBy())
                    .isEqualTo("ci");
            assertThat(there.post("/api/approvals", go, ada).status()).isEqualTo(200);
            assertThat(platform.heard(ApprovalGiven.class).getLast().event().by()).isEqualTo("ada");
        }
    }

    @Test
    void whatIsServedIsWhatIsDescribed() throws Exception {
        var served = new TreeSet<String>();
        var mappings =
                town.service()
                        .getBean(
                                "requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
        mappings.getHandlerMethods()
                .forEach((mapping, method) -> {
                    for (var path : mapping.getPatternValues()) {
                        for (var verb : mapping.getMethodsCondition().getMethods()) {
                            if (path.startsWith("/api/")) {
                                served.add(verb + " " + path + " " + parameters(method));
                            }
                        }
                    }
                });

        var document = http.get("/openapi.json").json();

        var described = new TreeSet<String>();
        document.get("paths")
                .forEachEntry((path, verbs) ->
                        verbs.forEachEntry((verb, operation) ->
                                described.add(
                                        verb.toUpperCase(Locale.ROOT)
                                                + " "
                                                + path
                                                + " "
                                                + parameters(operation))));
        assertThat(described)
                .as("openapi.json describes every path under /api with its parameters")
                .isEqualTo(served);
        assertThat(http.get("/asyncapi.yaml").text()).contains("asyncapi: 3.0.0", "dr.requests.v1");
    }

    private static Set<String> parameters(HandlerMethod method) {
        var names = new TreeSet<String>();
        for (var parameter : method.getMethodParameters()) {
            if (parameter.hasParameterAnnotation(RequestParam.class)
                    || parameter.hasParameterAnnotation(PathVariable.class)) {
                names.add(String.valueOf(parameter.getParameter().getName()));
            }
        }
        return names;
    }

    private static Set<String> parameters(JsonNode operation) {
        var names = new TreeSet<String>();
        for (var parameter : operation.get("parameters")) {
            if (!parameter.get("in").asString().equals("header")) {
                names.add(parameter.get("name").asString());
            }
        }
        return names;
    }
}
