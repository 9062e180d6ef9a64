package io.bascule.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.plan.PlanReading;
import org.junit.jupiter.api.Test;

class DemoPlanTest {

    @Test
    void theShippedPlanHasNoMistake() {
        var reading = DemoPlan.read("demo-plan.yaml", DemoPlan.text(), DemoPlan.sampleValues());
        assertThat(reading).isInstanceOf(PlanReading.Valid.class);
        var plan = ((PlanReading.Valid) reading).plan();
        assertThat(plan.applications()).hasSize(1);
        assertThat(plan.backups()).hasSize(1);
    }

    @Test
    void everyPlaceholderHasAValue() {
        var reading = DemoPlan.read("demo-plan.yaml", DemoPlan.text(), DemoPlan.sampleValues());
        assertThat(reading.toString()).doesNotContain("${");
    }
}
