package io.bascule.reporting.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.Topic;
import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.ApprovalRecorded;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.PlanRefused;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import io.bascule.reporting.ReportingServiceApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The gateway on a real broker; the test says what coordinator and backup-service would say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NullUnmarked // the broker and the service exist while a test runs
class GatewayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FAILOVER =
            """
            {"type": "FailoverRequested", "application": "orders", "to": "paris", "requestedBy": "ada", "reason": "test"}
            """;

    private EmbeddedKafkaKraftBroker broker;
    private ConfigurableApplicationContext service;
    private Platform platform;
    private Http http;

    @BeforeAll
    void start(@TempDir Path folder) {
        broker =
                new EmbeddedKafkaKraftBroker(
                        1,
                        Topic.PARTITIONS,
                        Arrays.stream(Topic.values())
                                .flatMap(t -> Stream.of(t.topicName(), t.deadLetterName()))
                                .toArray(String[]::new));
        broker.brokerProperty("transaction.state.log.replication.factor", "1");
        broker.brokerProperty("transaction.state.log.min.isr", "1");
        broker.brokerProperty("transaction.state.log.num.partitions", "1");
        broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
        broker.afterPropertiesSet();
        platform = new Platform(broker.getBrokersAsString());
        service = service(folder);
        http = new Http(service);
    }

    private ConfigurableApplicationContext service(Path folder, String... more) {
        var arguments =
                Stream.concat(
                        Stream.of(
                                "--server.port=0",
                                "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                                "--bascule.reporting.data-dir=" + folder),
                        Stream.of(more));
        return new SpringApplicationBuilder(ReportingServiceApplication.class)
                .run(arguments.toArray(String[]::new));
    }

    @AfterAll
    void stop() {
        service.close();
        platform.close();
        broker.destroy();
    }

    @AfterEach
    void silence() {
        platform.answers(_ -> List.of());
    }

    @Test
    void aRequestIsAnsweredWithTheRunThatItStarted() throws Exception {
        platform.answers(e -> List.of(started("orders-1", "ada")));

        var answer = http.post("/api/requests", FAILOVER);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text("outcome")).isEqualTo("STARTED");
        assertThat(answer.text("run")).isEqualTo("orders-1");
        assertThat(answer.text("application")).isEqualTo("orders");
        var heard = platform.heard(FailoverRequested.class).getLast();
        assertThat(heard.id()).isEqualTo(answer.text("requestId"));
        assertThat(heard.event())
                .as("what is left out is not the dangerous choice")
                .isEqualTo(new FailoverRequested("orders", "paris", true, "ada", "test"));
    }

    @Test
    void aRefusalIsAConflictWithTheRuleAndTheFacts() throws Exception {
        platform.answers(e ->
                List.of(
                        new RequestRefused(
                                "orders",
                                e.id(),
                                "one run per application",
                                "Expected no open run, but orders-1 is open")));

        var answer = http.post("/api/requests", FAILOVER);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("outcome")).isEqualTo("REFUSED");
        assertThat(answer.text("rule")).isEqualTo("one run per application");
        assertThat(answer.text("detail")).isEqualTo("Expected no open run, but orders-1 is open");
    }

    @Test
    void whatAPersonHasToSayFirstIsAccepted() throws Exception {
        platform.answers(_ -> List.of(awaited("orders-2")));

        var answer = http.post("/api/requests", FAILOVER);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text("outcome")).isEqualTo("AWAITING_APPROVAL");
        assertThat(answer.text("run")).isEqualTo("orders-2");
    }

    @Test
    void withoutAnAnswerInTimeItIsSaidThatNoneWasHeard() throws Exception {
        var answer = http.post("/api/requests?waitSeconds=0", FAILOVER);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text("outcome")).isEqualTo("NO_ANSWER");
    }

    @Test
    void aBackupIsTakenAndOneThatIsRefusedIsAConflict() throws Exception {
        platform.answers(e ->
                e.event() instanceof BackupRequested r && "orders-db".equals(r.job())
                        ? List.of(new BackupStarted("orders", "b-1", r.job(), "pg_dump", "ada"))
                        : List.of(new BackupFailed("orders", "b-2", "x", "Refused: no such job")));

        var taken =
                http.post(
                        "/api/requests",
                        """
                        {"type": "BackupRequested", "application": "orders", "job": "orders-db"}\
                        """);
        var refused =
                http.post(
                        "/api/requests",
                        """
                        {"type": "BackupRequested", "application": "orders", "job": "x"}\
                        """);

        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        assertThat(taken.text("outcome")).isEqualTo("TAKEN");
        assertThat(taken.text("detail")).isEqualTo("backup b-1 has begun");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("detail")).isEqualTo("x: Refused: no such job");
    }

    @Test
    void aGoThatSufficesStartsTheRunAndOneThatDoesNotIsRecorded() throws Exception {
        var go =
                """
                {"run": "orders-3", "verdict": "GO", "by": "ada", "reason": "seen", "acceptsLoss": true}\
                """;
        var recorded =
                new ApprovalRecorded(
                        "orders",
                        "orders-3",
                        io.bascule.contracts.event.ApprovalEvent.Verdict.GO,
                        "ada",
                        "seen",
                        true);
        platform.answers(_ -> List.of(recorded));
        var first = http.post("/api/approvals", go);
        platform.answers(_ -> List.of(recorded, started("orders-3", "ada")));
        var second = http.post("/api/approvals", go.replace("ada", "grace"));

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.text("outcome")).isEqualTo("TAKEN");
        assertThat(first.text("detail"))
                .isEqualTo(
                        "GO by ada is recorded; the run waits for another person, or for one who accepts the loss");
        assertThat(second.text("outcome")).isEqualTo("STARTED");
        assertThat(second.text("run")).isEqualTo("orders-3");
        assertThat(platform.heard(ApprovalGiven.class).getLast().event().by()).isEqualTo("grace");
    }

    @Test
    void aRetryUnderTheSameKeyIsOneRequestAlsoAfterARestart(@TempDir Path folder) throws Exception {
        platform.answers(_ -> List.of(started("orders-4", "ada")));
        int before = platform.heard(FailoverRequested.class).size();
        var key = Map.of("Idempotency-Key", "deploy-4711");
        Http.Reply first;
        try (var other = service(folder, "--bascule.place=elsewhere")) {
            var there = new Http(other);
            first = there.post("/api/requests", FAILOVER, key);
            var second = there.post("/api/requests", FAILOVER, key);
            var another = there.post("/api/requests", FAILOVER.replace("paris", "rome"), key);

            assertThat(first.text("requestId")).isEqualTo("key:deploy-4711");
            assertThat(second.text()).isEqualTo(first.text());
            assertThat(another.status()).isEqualTo(422);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(there.get("/api/runs/orders-4").status()).isEqualTo(200));
        }
        try (var other = service(folder, "--bascule.place=elsewhere")) {
            var there = new Http(other);
            var third = there.post("/api/requests", FAILOVER, key);
            var another = there.post("/api/requests", FAILOVER.replace("paris", "rome"), key);

            assertThat(third.text()).isEqualTo(first.text());
            assertThat(another.status()).isEqualTo(422);
        }
        assertThat(platform.heard(FailoverRequested.class)).hasSize(before + 1);
    }

    @Test
    void aPlanIsAnsweredForEachOfItsApplications() throws Exception {
        platform.answers(e -> {
            var applied = (PlanApplied) e.event();
            return applied.application().equals("orders")
                    ? List.of(new PlanAccepted("orders", applied.planHash(), 0, "frankfurt"))
                    : List.of(
                            new PlanRefused(
                                    "payments", applied.planHash(), List.of("Expected a recipe")));
        });

        var answer =
                http.post("/api/plans", Plans.ORDERS, Map.of("content-type", "application/yaml"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(409);
        assertThat(answer.json().at("/applications/0/outcome").asString()).isEqualTo("ACCEPTED");
        assertThat(answer.json().at("/applications/1/outcome").asString()).isEqualTo("REFUSED");
        assertThat(answer.json().at("/applications/1/reasons/0").asString())
                .isEqualTo("Expected a recipe");
        assertThat(platform.heard(PlanApplied.class).getLast().event().planHash())
                .isEqualTo(answer.text("hash"));
    }

    @Test
    void aPlanWithMistakesChangesNothingAndEveryOneIsNamed() throws Exception {
        int before = platform.heard(PlanApplied.class).size();
        var yaml =
                Plans.ORDERS
                        .replace("rto: 60s", "rto: soon")
                        .replace("  recovery: paris", "  recovery: rome");

        var answer = http.post("/api/plans", yaml, Map.of("content-type", "application/yaml"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        var problems = answer.json().get("problems");
        assertThat(problems.size()).as(answer.text()).isGreaterThanOrEqualTo(3);
        assertThat(problems.get(0).propertyNames())
                .containsExactly("file", "line", "column", "message");
        assertThat(platform.heard(PlanApplied.class)).hasSize(before);
    }

    @Test
    void aBackupConfigThatStandsAloneIsAcceptedAndItIsSaidThatNothingRunsIt() throws Exception {
        var answer =
                http.post(
                        "/api/plans",
                        """
                        backup_config:
                          databases:
                            - name: production-db
                              schedule: "0 */6 * * *"
                              retention: 30
                              destination: s3://backups-dr/databases/
                        """,
                        Map.of("content-type", "application/yaml"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("applications").size()).isZero();
        assertThat(answer.json().at("/notes/0").asString())
                .contains("'production-db' names no application");
    }

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
                service(
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
                service.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
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

    private static RunStarted started(String run, String by) {
        return new RunStarted(
                "orders",
                run,
                1,
                RunKind.SWITCHOVER,
                "frankfurt",
                "paris",
                List.of(),
                by,
                null,
                "test",
                "ab".repeat(32),
                new LossEstimate(LagQuality.EXACT, 0.0, 0L, null),
                null,
                List.of());
    }

    private static ApprovalAwaited awaited(String run) {
        return new ApprovalAwaited(
                "orders",
                run,
                RunKind.SWITCHOVER,
                "frankfurt",
                "paris",
                false,
                "nobody authenticated the request",
                new LossEstimate(LagQuality.EXACT, 0.0, 0L, null),
                Instant.parse("2026-11-22T03:15:00Z"),
                null,
                "ada",
                null);
    }
}
