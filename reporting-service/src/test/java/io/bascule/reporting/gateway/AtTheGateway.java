package io.bascule.reporting.gateway;

import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The gateway on a real broker; a test says what coordinator and backup-service would say. Broker
 * and service are started once for all stories.
 */
@NullUnmarked // the broker and the service exist while a test runs
abstract class AtTheGateway {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final String FAILOVER =
            """
            {"type": "FailoverRequested", "application": "orders", "to": "paris", "requestedBy": "ada", "reason": "test"}
            """;

    @RegisterExtension static final Town town = new Town();

    static Platform platform;
    static Http http;

    @BeforeAll
    static void arrive() {
        platform = town.platform();
        http = new Http(town.service());
    }

    @AfterEach
    void silence() {
        platform.answers(_ -> List.of());
    }

    static RunStarted started(String run, String by) {
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

    static ApprovalAwaited awaited(String run) {
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
