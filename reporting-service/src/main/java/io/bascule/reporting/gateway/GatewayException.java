package io.bascule.reporting.gateway;

import java.util.Map;
import org.springframework.http.HttpStatus;

/** Why a call was not taken: expected, found, what to do. Nothing was published. */
final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final transient Map<String, Object> more;

    GatewayException(HttpStatus status, String detail) {
        this(status, detail, Map.of());
    }

    /**
     * @param more further fields of the problem
     */
    GatewayException(HttpStatus status, String detail, Map<String, Object> more) {
        super(detail);
        this.status = status;
        this.more = Map.copyOf(more);
    }

    HttpStatus status() {
        return status;
    }

    Map<String, Object> more() {
        return more;
    }
}
