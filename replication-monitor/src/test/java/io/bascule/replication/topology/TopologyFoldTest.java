package io.bascule.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.StepKind;
import io.bascule.replication.world.Plans;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologyFoldTest {

    private final TopologyFold fold = new TopologyFold();

    @Test
    void aPlanCountsOnceItIsAcceptedWhicheverIsReadFirst() {
        assertThat(fold.fold(new PlanAccepted("orders", "h1", 0, "frankfurt"))).isEmpty();
        assertThat(fold.fold(applied("h1")))
                .hasValueSatisfying(t -> {
                    assertThat(t.activeSite()).isEqualTo("frankfurt");
                    assertThat(t.standbySite()).isEqualTo("paris");
                });
    }

    @Test
    void aPlanThatWasNotAcceptedDoesNotReplaceTheOneThatHolds() {
        var _ = fold.fold(applied("h1"));
        var accepted = fold.fold(new PlanAccepted("orders", "h1", 0, "frankfurt"));
        assertThat(fold.fold(applied("h2"))).isEqualTo(accepted);
    }

    @Test
    void aPromotionMovesTheActiveSiteAndSettlesItsEpoch() {
        var _ = fold.fold(applied("h1"));
        var _ = fold.fold(new PlanAccepted("orders", "h1", 0, "frankfurt"));
        assertThat(fold.fold(completed(StepKind.FENCE, "frankfurt", 1)))
                .hasValueSatisfying(t -> {
                    assertThat(t.activeSite()).isEqualTo("frankfurt");
                    assertThat(t.epoch()).isEqualTo(1);
                    assertThat(t.settledEpoch()).isZero();
                });
        assertThat(fold.fold(completed(StepKind.PROMOTE, "paris", 1)))
                .hasValueSatisfying(t -> {
                    assertThat(t.activeSite()).isEqualTo("paris");
                    assertThat(t.standbySite()).isEqualTo("frankfurt");
                    assertThat(t.settledEpoch()).isEqualTo(1);
                });
    }

    @Test
    void aRunThatWasRolledBackSettlesItsEpochAndMovesNothing() {
        var _ = fold.fold(applied("h1"));
        var _ = fold.fold(new PlanAccepted("orders", "h1", 0, "frankfurt"));
        var over =
                new RunCompleted(
                        "orders", "orders-1", 1, RunKind.SWITCHOVER, true, "frankfurt", "paris");
        assertThat(fold.fold(over))
                .hasValueSatisfying(t -> {
                    assertThat(t.activeSite()).isEqualTo("frankfurt");
                    assertThat(t.settledEpoch()).isEqualTo(1);
                });
    }

    private static PlanApplied applied(String hash) {
        return Plans.applied(hash, Plans.plan("orders", 1, 2, 3));
    }

    private static StepCompleted completed(StepKind step, String site, long epoch) {
        return new StepCompleted(
                "orders",
                "orders-" + epoch,
                epoch,
                1,
                1,
                step,
                site,
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of());
    }
}
