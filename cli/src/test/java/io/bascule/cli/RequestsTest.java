package io.bascule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and approvals over the gateway: what is sent, what is said, how it ends. */
class RequestsTest {

    private static final String STARTED =
            """
            {"requestId":"r-1","outcome":"STARTED","application":"orders","run":"orders-3","rule":null,"detail":null}\
            """;

    private final TinyGateway gateway = new TinyGateway();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aFailoverIsAskedForWithEveryWordThatWasTyped() {
        gateway.onJson("POST /api/requests", 200, STARTED);

        var ran =
                run(
                        "failover",
                        "orders",
                        "--to",
                        "paris",
                        "--planned",
                        "--by",
                        "ada",
                        "--reason",
                        "the 'big' move");

        assertThat(ran.code()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out()).isEqualToNormalizingNewlines("orders-3 has started\n");
        var asked = gateway.asked().getFirst();
        assertThat(asked.query()).isEqualTo("waitSeconds=10");
        assertThat(asked.contentType()).isEqualTo("application/json");
        assertThat(EventJson.mapper().readTree(asked.body()))
                .isEqualTo(
                        EventJson.mapper()
                                .readTree(
                                        """
                                        {"type":"FailoverRequested","application":"orders","to":"paris",
                                         "planned":true,"requestedBy":"ada","reason":"the 'big' move"}\
                                        """));
    }

    @Test
    void withoutPlannedItIsSaidThatTheSiteIsLost() {
        gateway.onJson("POST /api/requests", 200, STARTED);
        assertThat(run("failover", "orders").code()).isEqualTo(ExitCode.DONE);
        var body = EventJson.mapper().readTree(gateway.asked().getFirst().body());
        assertThat(body.path("planned").asBoolean(true)).isFalse();
        assertThat(body.has("to")).isFalse();
        assertThat(body.path("requestedBy").asString()).isEqualTo(System.getProperty("user.name"));
    }

    @Test
    void aRefusalShowsRuleAndFactsAndHasACodeOfItsOwn() {
        gateway.onJson(
                "POST /api/requests",
                409,
                """
                {"requestId":"r-1","outcome":"REFUSED","application":"orders","run":null,
                 "rule":"one run per application","detail":"orders-2 is under way"}\
                """);

        var ran = run("failback", "orders", "--follow");

        assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .isEqualToNormalizingNewlines(
                        "bascule: refused by rule one run per application: orders-2 is under way\n");
    }

    @Test
    void whatIsAwaitedIsSaidWithTheCommandToType() {
        gateway.onJson(
                "POST /api/requests",
                202,
                """
                {"requestId":"r-1","outcome":"AWAITING_APPROVAL","application":"orders","run":"orders-3",
                 "detail":"the plan says approval"}\
                """);

        var ran = run("failover", "orders");

        assertThat(ran.code()).isEqualTo(ExitCode.APPROVAL);
        assertThat(ran.out())
                .contains("orders-3 awaits GO or NO-GO: the plan says approval")
                .contains("bascule approve orders-3 --reason \"...\" --console " + gateway.url())
                .contains("bascule reject orders-3 --reason \"...\" --console " + gateway.url());
    }

    @Test
    void noAnswerInTimeIsNoSuccess() {
        gateway.onJson(
                "POST /api/requests",
                202,
                "{\"requestId\":\"r-1\",\"outcome\":\"NO_ANSWER\",\"application\":\"orders\"}");
        var ran = run("failover", "orders", "--follow");
        assertThat(ran.code()).isEqualTo(ExitCode.AWAITED);
        assertThat(ran.err()).contains("r-1").contains("bascule runs");
    }

    @Test
    void aStepIsPassedOverOnlyByItsPlaceAndAttemptAndForAReason() {
        gateway.onJson(
                "POST /api/requests",
                200,
                "{\"requestId\":\"r-1\",\"outcome\":\"TAKEN\",\"application\":\"orders\",\"run\":\"orders-3\"}");

        assertThat(run("resume", "orders-3", "--skip-step", "4/1").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("resume", "orders-3", "--skip-step", "four", "--reason", "x").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("resume", "orders", "--reason", "x").code()).isEqualTo(ExitCode.USAGE);
        assertThat(gateway.asked()).isEmpty();

        assertThat(run("resume", "orders-3", "--skip-step", "4/1", "--reason", "seen").code())
                .isEqualTo(ExitCode.DONE);
        var body = EventJson.mapper().readTree(gateway.asked().getFirst().body());
        assertThat(body.path("type").asString()).isEqualTo("ResumeRequested");
        assertThat(body.path("application").asString()).isEqualTo("orders");
        assertThat(body.path("runId").asString()).isEqualTo("orders-3");
        assertThat(body.path("skipStep").asBoolean()).isTrue();
        assertThat(body.path("index").asInt()).isEqualTo(4);
        assertThat(body.path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void anAnswerIsGivenWithNameReasonAndTheLossThatIsAccepted() {
        gateway.onJson("POST /api/approvals", 200, STARTED);

        var ran = run("approve", "orders-3", "--accept-loss", "--by", "ada", "--reason", "flooded");

        assertThat(ran.code()).isEqualTo(ExitCode.DONE);
        assertThat(EventJson.mapper().readTree(gateway.asked().getFirst().body()))
                .isEqualTo(
                        EventJson.mapper()
                                .readTree(
                                        """
                                        {"run":"orders-3","verdict":"GO","by":"ada","reason":"flooded","acceptsLoss":true}\
                                        """));
    }

    @Test
    void forMachinesTheAnswerIsOneDocument() {
        gateway.onJson("POST /api/requests", 200, STARTED);
        var ran = run("failover", "orders", "--json");
        assertThat(ran.lines()).hasSize(1);
        assertThat(EventJson.mapper().readTree(ran.out()).path("run").asString())
                .isEqualTo("orders-3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    400 | application/problem+json | {"detail":"Expected planned, but found 'maybe'"} | 2  | found 'maybe'
                    401 | application/problem+json | {"detail":"no token"}                            | 13 | set BASCULE_TOKEN
                    403 | application/problem+json | {"detail":"ada may not"}                         | 13 | ada may not
                    404 | text/html                | <html>a router's page</html>                     | 12 | check --console
                    500 | application/json         | {"status":500,"error":"Internal Server Error"}   | 14 | HTTP 500: Internal Server Error
                    503 | application/problem+json | {"detail":"no broker answers"}                   | 11 | no broker answers
                    200 | text/html                | <html>a login page</html>                        | 11 | check --console
                    200 | application/json         | {"outcome":"NONSENSE"}                           | 11 | check --console
                    """)
    void whateverElseIsAnsweredIsOneLine(
            int status, String type, String body, int code, String words) {
        gateway.on("POST /api/requests", status, type, body);
        var ran = run("failover", "orders");
        assertThat(ran.code()).isEqualTo(code);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).startsWith("bascule: ").contains(words);
    }

    @Test
    void nobodyListeningIsOneLine() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var ran = Shell.run("failover", "orders", "--console", "http://127.0.0.1:" + free);
        assertThat(ran.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).contains("nobody listens there").contains("--console");
    }

    private Shell.Ran run(String... arguments) {
        var all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--console";
        all[arguments.length + 1] = gateway.url();
        return Shell.run(all);
    }
}
