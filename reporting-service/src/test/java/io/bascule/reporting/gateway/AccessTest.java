package io.bascule.reporting.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.contracts.plan.SecretRef;
import io.bascule.reporting.ReportingProperties;
import io.bascule.reporting.ReportingProperties.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class AccessTest {

    private static final String ADAS = "ada-0123456789abcdef";

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "localhost"})
    void onThisMachineEverybodyMayAskWhereNoTokenIsConfigured(String address) {
        assertThat(access(address).admit(call(null), Right.APPROVE).name()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0,0.0.0.0", "192.0.2.1,192.0.2.1", "'',every address"})
    void fromOtherMachinesNobodyMayWithoutATokenAndTheReasonIsSaid(String address, String named) {
        assertRefused(
                () -> access(address).admit(call(null), Right.REQUEST),
                403,
                "Expected access tokens, because this service listens on " + named + ", but");
    }

    @Test
    void aTokenSaysWhoAsksAndWhatItMay(@TempDir Path folder) throws IOException {
        var access = access("0.0.0.0", entry(folder, "ada", ADAS, Right.REQUEST, Right.PLAN));

        assertThat(access.admit(call("Bearer " + ADAS), Right.PLAN).name()).isEqualTo("ada");
        assertRefused(
                () -> access.admit(call("Bearer " + ADAS), Right.APPROVE),
                403,
                "Expected a token that may approve, but that of 'ada' may only ");
        assertRefused(
                () -> access.admit(call("Bearer " + ADAS + "0"), Right.PLAN),
                401,
                "Expected a token that is known here");
        for (var none : Arrays.asList(null, "", "Basic " + ADAS, ADAS)) {
            assertRefused(
                    () -> access.admit(call(none), Right.PLAN), 401, "Expected a header 'Author");
        }
    }

    @Test
    void withTokensLoopbackIsNoLongerEnough(@TempDir Path folder) throws IOException {
        var access = access("127.0.0.1", entry(folder, "ada", ADAS, Right.REQUEST));

        assertRefused(() -> access.admit(call(null), Right.REQUEST), 401, "Expected a header");
    }

    @Test
    void aTokenThatCanBeGuessedStopsTheStart(@TempDir Path folder) throws IOException {
        var entry = entry(folder, "ada", "secret", Right.REQUEST);

        assertThatThrownBy(() -> access("0.0.0.0", entry))
                .hasMessageContaining("at least 16 characters")
                .hasMessageNotContaining("secret");
    }

    @Test
    void namesAreOnRecordAndSoMustBeDifferentAndNames(@TempDir Path folder) throws IOException {
        var ada = entry(folder, "ada", ADAS, Right.REQUEST);

        assertThatThrownBy(() -> access("0.0.0.0", ada, ada))
                .hasMessageContaining("each of another name");
        assertThatThrownBy(() -> entry(folder, "a b", ADAS, Right.REQUEST))
                .hasMessageContaining("but found 'a b'");
        assertThatThrownBy(() -> entry(folder, "ada", ADAS)).hasMessageContaining("it is empty");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080,http://localhost:8080",
        "127.0.0.1:8080,http://127.0.0.1:8080",
        "[::1]:8080,http://[::1]:8080",
        "[::1],http://[::1]:80",
        "localhost,http://localhost:80"
    })
    void aPageOfItsOwnMayAsk(String host, String origin) {
        assertThat(access("127.0.0.1").admit(call(host, origin), Right.REQUEST).name()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080,http://localhost:3000",
        "localhost:8080,http://127.0.0.1:8080",
        "localhost:8080,null",
        "localhost:8080,''",
        "evil.example,http://evil.example",
        "127.0.0.1.evil.example,http://127.0.0.1.evil.example",
        "localhost.evil.example:8080,http://localhost.evil.example:8080",
        "[::1].evil.example,http://[::1].evil.example"
    })
    void aPageOfAnotherOriginMayNot(String host, String origin) {
        assertRefused(
                () -> access("127.0.0.1").admit(call(host, origin), Right.REQUEST),
                403,
                "Expected a call by a program or by this service's own pages");
    }

    private static MockHttpServletRequest call(String host, String origin) {
        var call = call(null);
        call.removeHeader("Host");
        call.addHeader("Host", host);
        call.addHeader("Origin", origin);
        return call;
    }

    private static MockHttpServletRequest call(@Nullable String authorization) {
        var call = new MockHttpServletRequest("POST", "/api/requests");
        call.addHeader("Host", "localhost:8080");
        if (authorization != null) {
            call.addHeader("Authorization", authorization);
        }
        return call;
    }

    private static ReportingProperties.Access entry(
            Path folder, String name, String token, Right... may) throws IOException {
        var file = Files.writeString(folder.resolve("token"), token + "\n");
        return new ReportingProperties.Access(
                name, new SecretRef("file:" + file), Set.copyOf(List.of(may)));
    }

    private static Access access(String address, ReportingProperties.Access... entries) {
        return new Access(
                new ReportingProperties(
                        "unused",
                        Duration.ofMillis(200),
                        Duration.ofSeconds(5),
                        List.of(entries),
                        50,
                        Duration.ofSeconds(5)),
                address);
    }

    private static void assertRefused(ThrowingCallable call, int status, String detail) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> {
                            assertThat(e.status().value()).isEqualTo(status);
                            assertThat(e.getMessage()).startsWith(detail);
                        });
    }
}
