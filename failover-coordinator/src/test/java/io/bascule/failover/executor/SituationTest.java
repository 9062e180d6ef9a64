package io.bascule.failover.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.StepKind;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SituationTest {

    private static final PlanAccepted ACCEPTED = new PlanAccepted("orders", "hash", 3, "frankfurt");

    @Test
    void aPromotionMovesTheActiveSiteAndTheEndOfTheRunSettlesIt() {
        var accepted = Situation.after(null, ACCEPTED);

        var promoted = Situation.after(accepted, step(StepKind.PROMOTE));
        var completed = Situation.after(promoted, completed(4, "paris"));

        assertThat(accepted).isEqualTo(new Situation(3, "frankfurt", false, "hash"));
        assertThat(promoted).isEqualTo(new Situation(4, "paris", true, "hash"));
        assertThat(completed).isEqualTo(new Situation(4, "paris", false, "hash"));
    }

    @Test
    void factsOfAnOlderEpochAndStepsThatMoveNothingSayNothingNew() {
        var now = new Situation(5, "paris", false, "hash");

        assertThat(Situation.after(now, ACCEPTED)).isEqualTo(now);
        assertThat(Situation.after(now, completed(4, "frankfurt"))).isEqualTo(now);
        assertThat(Situation.after(now, step(StepKind.PROMOTE))).isEqualTo(now);
        assertThat(Situation.after(null, step(StepKind.FENCE))).isNull();
    }

    private static StepCompleted step(StepKind kind) {
        var at = Instant.EPOCH;
        return new StepCompleted("orders", "orders-4", 4, 1, 1, kind, "paris", at, at, Map.of());
    }

    private static RunCompleted completed(long epoch, String active) {
        return new RunCompleted(
                "orders", "orders-" + epoch, epoch, RunKind.FAILOVER, false, active, "other");
    }
}
