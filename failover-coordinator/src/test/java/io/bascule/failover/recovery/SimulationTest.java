package io.bascule.failover.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Thousands of histories, each of one seed; the seed of a broken one is printed. */
final class SimulationTest {

    private static final long SEEDS = Long.getLong("bascule.seeds", 2_000);
    private static final long FIRST = Long.getLong("bascule.seed", 0);

    @Test
    void noHistoryBreaksAnInvariantAndEachComesToRest() {
        var taken = EnumSet.noneOf(Transition.class);
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            var simulation = new Simulation(seed);
            try {
                simulation.play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed "
                                + seed
                                + " (replay: -Dbascule.seed="
                                + seed
                                + " -Dbascule.seeds=1): "
                                + e.getMessage()
                                + "\n"
                                + simulation.lastFacts(),
                        e);
            }
            taken.addAll(simulation.coordinator.taken);
        }
        if (SEEDS >= 1_000) {
            assertThat(taken)
                    .as("transitions that no history took")
                    .containsAll(EnumSet.complementOf(EnumSet.of(Transition.PLAN_CHANGED)));
        }
    }
}
