package io.bascule.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff =
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(4), 5, Duration.ofSeconds(20));

    @Test
    void eachPauseDoublesUpToTheLongest() {
        var pauses = new long[] {500, 1000, 2000, 4000};
        for (int made = 1; made <= pauses.length; made++) {
            assertThat(backoff.after(made, Duration.ZERO, 1))
                    .contains(Duration.ofMillis(pauses[made - 1]));
        }
        var patient =
                new Backoff(
                        Duration.ofMillis(500), Duration.ofSeconds(4), 100, Duration.ofHours(1));
        assertThat(patient.after(99, Duration.ZERO, 1)).contains(Duration.ofSeconds(4));
    }

    @Test
    void chanceShortensAPauseToNoLessThanHalf() {
        assertThat(backoff.after(1, Duration.ZERO, 0)).contains(Duration.ofMillis(250));
        assertThat(backoff.after(4, Duration.ZERO, 0)).contains(Duration.ofSeconds(2));
    }

    @Test
    void itEndsAfterSoManyAttempts() {
        assertThat(backoff.after(5, Duration.ZERO, 0)).isEmpty();
    }

    @Test
    void itEndsAfterSoMuchTime() {
        assertThat(backoff.after(1, Duration.ofMillis(19_500), 1)).isPresent();
        assertThat(backoff.after(1, Duration.ofMillis(19_501), 1)).isEmpty();
    }
}
