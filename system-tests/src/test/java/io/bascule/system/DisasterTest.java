package io.bascule.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.demo.Demo;
import io.bascule.sandbox.demo.DemoSettings;
import io.bascule.sandbox.demo.Narrator;
import io.bascule.sandbox.demo.Outcome;
import io.bascule.sandbox.world.WorldSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole on real parts: the demo itself, with a checkpoint between cut and kill. */
class DisasterTest {

    @TempDir private Path folder;

    @Test
    @Timeout(600)
    void aKilledPrimaryIsSurvivedAndItsLossIsKnownToTheTransaction() throws InterruptedException {
        // given
        var settings =
                new DemoSettings(
                        WorldSettings.defaults(),
                        Duration.ofSeconds(2),
                        true,
                        1,
                        folder.resolve("outcome.json"),
                        folder.resolve("reports"));
        // when
        var outcome = Demo.play(settings, new Narrator(System.out, false));
        // then
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.claims()).filteredOn(c -> !isOfSpeed(c) && !c.held()).isEmpty();
        assertThat(outcome.lostTransactions())
                .satisfies(lost -> {
                    assertThat(lost.acknowledgedMissing()).isPositive();
                    assertThat(lost.acknowledgedNotReported()).isZero();
                    assertThat(lost.falselyReported()).isZero();
                });
        assertThat(outcome.failback())
                .satisfies(back -> assertThat(back.acknowledgedMissing()).isZero());
        assertThat(folder.resolve("outcome.json")).isNotEmptyFile();
        assertThat(folder.resolve("reports").resolve("orders-1.html")).isNotEmptyFile();
    }

    /** How long it took is a matter of the machine that the tests share with others. */
    private static boolean isOfSpeed(Outcome.Claim claim) {
        return claim.name().contains("for at most");
    }
}
