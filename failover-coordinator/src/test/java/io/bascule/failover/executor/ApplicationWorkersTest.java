package io.bascule.failover.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A step waits for other steps of its application, and for nothing else. */
class ApplicationWorkersTest {

    private static final int LONG_SECONDS = 60;

    private final ApplicationWorkers workers = new ApplicationWorkers();
    private final CountDownLatch never = new CountDownLatch(1);
    private final CompletableFuture<Void> upkeepBegan = new CompletableFuture<>();
    private final CompletableFuture<String> upkeepEnded = new CompletableFuture<>();

    @AfterEach
    void end() {
        workers.close();
    }

    @Test
    void upkeepThatWaitsForAFrozenServerGivesWayToAStep() throws Exception {
        workers.takeYielding("orders", "upkeep", this::waitForEver);
        upkeepBegan.get(LONG_SECONDS, TimeUnit.SECONDS);

        var step = new CompletableFuture<Boolean>();
        workers.take("orders", "FENCE", () -> step.complete(Thread.interrupted()));

        assertThat(step.get(LONG_SECONDS, TimeUnit.SECONDS))
                .as("the step was told to end, too")
                .isFalse();
        assertThat(upkeepEnded.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo("interrupted");
    }

    @Test
    void upkeepIsPassedOverWhileAStepWaits() throws Exception {
        var release = new CountDownLatch(1);
        var steps = new CountDownLatch(2);
        workers.take(
                "orders",
                "FENCE",
                () -> {
                    await(release);
                    steps.countDown();
                });
        workers.takeYielding("orders", "upkeep", this::waitForEver);
        workers.take("orders", "PROMOTE", steps::countDown);
        release.countDown();

        assertThat(steps.await(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(upkeepBegan).isNotDone();
        // And: it is taken again.
        workers.takeYielding("orders", "upkeep", this::waitForEver);
        upkeepBegan.get(LONG_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aStepDoesNotGiveWay() throws Exception {
        var release = new CountDownLatch(1);
        var first = new CompletableFuture<Boolean>();
        var second = new CompletableFuture<Boolean>();
        workers.take(
                "orders",
                "FENCE",
                () -> {
                    await(release);
                    first.complete(true);
                });
        workers.take("orders", "PROMOTE", () -> second.complete(first.isDone()));
        release.countDown();
        assertThat(second.get(LONG_SECONDS, TimeUnit.SECONDS)).as("in their order").isTrue();
    }

    private void waitForEver() {
        upkeepBegan.complete(null);
        try {
            never.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            upkeepEnded.complete("interrupted");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Expected a step not to be interrupted", e);
        }
    }
}
