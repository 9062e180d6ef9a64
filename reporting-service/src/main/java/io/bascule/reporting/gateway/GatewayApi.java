package io.bascule.reporting.gateway;

import io.bascule.reporting.ReportingProperties.Right;
import io.bascule.reporting.gateway.Access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Requests, approvals and plans over HTTP. {@code /openapi.json} describes it. */
@RestController
final class GatewayApi {

    static final int WAIT_SECONDS_AT_MOST = 60;
    private static final String WAIT = "10";

    private static final Pattern KEY = Pattern.compile("[!-~]{1,64}");

    /** W3C Trace Context. */
    private static final String TRACE = "traceparent";

    private static final String KEY_HEADER = "Idempotency-Key";

    private final Access access;
    private final Gateway gateway;

    GatewayApi(Access access, Gateway gateway) {
        this.access = access;
        this.gateway = gateway;
    }

    /** Publishes a request and waits for what is said to it. */
    @PostMapping("/api/requests")
    ResponseEntity<Answer> request(
            HttpServletRequest call,
            @RequestParam(defaultValue = WAIT) String waitSeconds,
            @RequestHeader(name = KEY_HEADER, required = false) @Nullable String key)
            throws InterruptedException {
        var caller = access.admit(call, Right.REQUEST);
        int wait = seconds(waitSeconds);
        var request = Asked.request(Body.json(call), caller, gateway.source());
        var answer = gateway.ask(request, keyed(key, caller), call.getHeader(TRACE), wait);
        return ResponseEntity.status(answer.outcome().status()).body(answer);
    }

    /** Publishes a person's GO or NO-GO and waits for what is said to it. */
    @PostMapping("/api/approvals")
    ResponseEntity<Answer> approval(
            HttpServletRequest call,
            @RequestParam(defaultValue = WAIT) String waitSeconds,
            @RequestHeader(name = KEY_HEADER, required = false) @Nullable String key)
            throws InterruptedException {
        var caller = access.admit(call, Right.APPROVE);
        int wait = seconds(waitSeconds);
        var approval = Asked.approval(Body.json(call), caller);
        var answer = gateway.ask(approval, keyed(key, caller), call.getHeader(TRACE), wait);
        return ResponseEntity.status(answer.outcome().status()).body(answer);
    }

    /** Publishes a plan, if it has no mistake, and waits until it is accepted or refused. */
    @PostMapping("/api/plans")
    ResponseEntity<PlanAnswer> plan(
            HttpServletRequest call, @RequestParam(defaultValue = WAIT) String waitSeconds)
            throws InterruptedException {
        var caller = access.admit(call, Right.PLAN);
        int wait = seconds(waitSeconds);
        var answer = gateway.apply(call, caller, wait);
        return ResponseEntity.status(answer.status()).body(answer);
    }

    private static int seconds(String text) {
        if (text.matches("\\d{1,3}") && Integer.parseInt(text) <= WAIT_SECONDS_AT_MOST) {
            return Integer.parseInt(text);
        }
        throw new GatewayException(
                HttpStatus.BAD_REQUEST,
                "Expected waitSeconds from 0 to "
                        + WAIT_SECONDS_AT_MOST
                        + ", but found '"
                        + text
                        + "'");
    }

    /** The id that the key gives its event: callers cannot take each other's. */
    private static @Nullable String keyed(@Nullable String key, Caller caller) {
        if (key == null) {
            return null;
        }
        if (!KEY.matcher(key).matches()) {
            throw new GatewayException(
                    HttpStatus.BAD_REQUEST,
                    "Expected an "
                            + KEY_HEADER
                            + " of 1 to 64 visible ASCII characters, but found another");
        }
        return (caller.name() == null ? "key" : caller.name()) + ":" + key;
    }
}
