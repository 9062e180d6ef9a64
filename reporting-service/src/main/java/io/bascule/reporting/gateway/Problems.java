package io.bascule.reporting.gateway;

import io.bascule.backbone.PublishFailedException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What is said to whoever could not be served, as {@code application/problem+json} (RFC 9457). */
@RestControllerAdvice(assignableTypes = GatewayApi.class)
final class Problems {

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(GatewayException e) {
        var problem = ProblemDetail.forStatusAndDetail(e.status(), String.valueOf(e.getMessage()));
        e.more().forEach(problem::setProperty);
        var answer = ResponseEntity.status(e.status());
        if (e.status() == HttpStatus.UNAUTHORIZED) {
            var _ = answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (e.status() == HttpStatus.SERVICE_UNAVAILABLE) {
            var _ = answer.header(HttpHeaders.RETRY_AFTER, "5");
        }
        return answer.body(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notPublished(PublishFailedException e) {
        return refused(
                new GatewayException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        e.getMessage()
                                + "; it may or may not have been written: ask again with the same Idempotency-Key when the broker is back"));
    }
}
