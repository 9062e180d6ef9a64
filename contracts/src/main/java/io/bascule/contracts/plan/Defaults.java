package io.bascule.contracts.plan;

import io.bascule.contracts.plan.ApplicationPlan.Criticality;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import io.bascule.contracts.plan.ApplicationPlan.Strategy;
import io.bascule.contracts.plan.ApplicationPlan.Suspicion;
import java.time.Duration;

/** What holds where a plan says nothing: the one place of every default. */
record Defaults(Strategy strategy, Duration rto, Duration rpo, DecisionMode decision) {

    static final String WITNESS = "witness";
    static final Duration ARCHIVE_EVERY = Duration.ofSeconds(5);
    static final Duration EVALUATION = Duration.ofMinutes(15);
    static final Duration STEP_TIMEOUT = Duration.ofSeconds(30);
    static final Duration COOLDOWN = Duration.ofMinutes(5);
    static final Duration CANARY_EVERY = Duration.ofMillis(50);
    static final Duration CANARY_DEADLINE = Duration.ofSeconds(1);
    static final Suspicion SUSPICION = new Suspicion(2, Duration.ZERO, Duration.ofSeconds(10));
    static final int POSTGRES_PORT = 5432;
    static final String TIME_ZONE = "UTC";
    static final String ENCRYPTION = "AES-256";

    static Defaults of(Criticality criticality) {
        return switch (criticality) {
            case MISSION_CRITICAL ->
                    new Defaults(
                            Strategy.HOT_STANDBY,
                            Duration.ofMinutes(1),
                            Duration.ofSeconds(5),
                            DecisionMode.AUTOMATIC);
            case BUSINESS_CRITICAL ->
                    new Defaults(
                            Strategy.WARM_STANDBY,
                            Duration.ofMinutes(30),
                            Duration.ofMinutes(5),
                            DecisionMode.APPROVAL);
            case IMPORTANT ->
                    new Defaults(
                            Strategy.PILOT_LIGHT,
                            Duration.ofHours(4),
                            Duration.ofHours(1),
                            DecisionMode.APPROVAL);
            case STANDARD ->
                    new Defaults(
                            Strategy.BACKUP_RESTORE,
                            Duration.ofHours(24),
                            Duration.ofHours(24),
                            DecisionMode.APPROVAL);
        };
    }
}
