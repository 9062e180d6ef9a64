package io.bascule.replication.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.replication.health.HealthJudge.Outcome;
import io.bascule.replication.moment.Moment;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HealthJudgeTest {

    private final HealthJudge judge = new HealthJudge();

    @Test
    void nothingIsSaidUntilItIsKnown() {
        assertThat(judge.see(answered(0))).isEmpty();
        assertThat(judge.see(answered(1))).isEmpty();
        assertThat(judge.verdict()).isEmpty();
        assertThat(judge.see(answered(2)))
                .hasValueSatisfying(v -> {
                    assertThat(v.healthy()).isTrue();
                    assertThat(v.since()).isEqualTo(moment(0));
                });
    }

    @Test
    void twoFailuresInARowAreUnhealthySinceTheFirst() {
        healthy();

        assertThat(judge.see(failed(10))).isEmpty();
        assertThat(judge.see(failed(11)))
                .hasValueSatisfying(v -> {
                    assertThat(v.healthy()).isFalse();
                    assertThat(v.since()).isEqualTo(moment(10));
                });
        assertThat(judge.see(failed(12))).as("said once").isEmpty();
    }

    @Test
    void failuresThatAreInterruptedByAnAnswerAreNoRow() {
        healthy();
        for (int i = 0; i < 50; i++) {
            assertThat(judge.see(failed(10 + 2 * i))).isEmpty();
            assertThat(judge.see(answered(11 + 2 * i))).isEmpty();
        }
    }

    @Test
    void oneProofIsEnough() {
        healthy();
        assertThat(judge.see(new Outcome.Failed(moment(10), "refused", true, false)))
                .hasValueSatisfying(v -> assertThat(v.healthy()).isFalse());
    }

    @Test
    void anObserverThatOversleptDoesNotAccuse() {
        healthy();
        for (int i = 0; i < 50; i++) {
            assertThat(judge.see(new Outcome.Failed(moment(10 + i), "late", false, true)))
                    .isEmpty();
        }
    }

    @Test
    void healthTakesThreeAnswersToComeBack() {
        healthy();
        assertThat(judge.see(failed(10))).isEmpty();
        assertThat(judge.see(failed(11))).isPresent();
        assertThat(judge.see(answered(12))).isEmpty();
        assertThat(judge.see(answered(13))).isEmpty();
        assertThat(judge.see(answered(14)))
                .hasValueSatisfying(v -> assertThat(v.since()).isEqualTo(moment(12)));
    }

    private void healthy() {
        for (int i = 0; i < HealthJudge.SUCCESSES; i++) {
            var _ = judge.see(answered(i));
        }
    }

    private static Outcome answered(long nanos) {
        return new Outcome.Answered(moment(nanos), "answers");
    }

    private static Outcome failed(long nanos) {
        return new Outcome.Failed(moment(nanos), "no answer", false, false);
    }

    private static Moment moment(long nanos) {
        return new Moment(nanos, Instant.EPOCH.plusNanos(nanos));
    }
}
