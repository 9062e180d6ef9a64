package io.bascule.backup.desk;

import io.bascule.contracts.EventEnvelope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for.
 *
 * @param requestId the same request has the same id, however often it comes
 * @param job null for all jobs of the application
 * @param cause the request's envelope; null for a schedule
 */
record Ask(
        String application,
        @Nullable String job,
        String requestId,
        Instant requestedAt,
        String requestedBy,
        @Nullable EventEnvelope<?> cause) {}
