package io.bascule.sandbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.client.Ledger.Fate;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final long SECOND = 1_000_000_000;

    private final Ledger ledger = new Ledger();

    @Test
    void theSilenceIsFromTheLastAcknowledgementBeforeToTheFirstAfter() {
        acknowledged(1, 10 * SECOND);
        acknowledged(2, 11 * SECOND);
        ledger.record(3, Fate.REFUSED, 12 * SECOND);
        acknowledged(4, 14 * SECOND);
        acknowledged(5, 15 * SECOND);
        assertThat(ledger.longestSilence(12 * SECOND)).contains(3.0);
    }

    @Test
    void anEarlierSilenceIsNotTaken() {
        acknowledged(1, 0);
        acknowledged(2, 9 * SECOND);
        acknowledged(3, 10 * SECOND);
        assertThat(ledger.longestSilence(9 * SECOND + 1)).contains(1.0);
    }

    @Test
    void withoutAnAcknowledgementAfterwardsThereIsNoFigure() {
        acknowledged(1, SECOND);
        assertThat(ledger.longestSilence(2 * SECOND)).isEmpty();
    }

    @Test
    void acknowledgementsOfSeveralConnectionsMayArriveOutOfOrder() {
        acknowledged(1, 3 * SECOND);
        acknowledged(2, SECOND);
        acknowledged(3, 4 * SECOND);
        assertThat(ledger.longestSilence(2 * SECOND)).contains(2.0);
    }

    @Test
    void missingOrdersAreToldApartByWhatTheClientWasTold() {
        // given
        acknowledged(1, SECOND);
        acknowledged(2, SECOND);
        ledger.record(3, Fate.IN_DOUBT, SECOND);
        ledger.record(4, Fate.IN_DOUBT, SECOND);
        ledger.record(5, Fate.REFUSED, SECOND);
        // when
        var missing = ledger.snapshot().missingFrom(Set.of(1L, 3L));
        // then
        assertThat(missing.acknowledged()).containsExactly(2L);
        assertThat(missing.inDoubt()).containsExactly(4L);
    }

    @Test
    void whatWasMissingBeforeIsNotMissingAgain() {
        acknowledged(1, SECOND);
        var first = ledger.snapshot().missingFrom(Set.of());
        acknowledged(2, SECOND);
        var second = ledger.snapshot().missingFrom(Set.of());
        assertThat(second.without(first).acknowledged()).containsExactly(2L);
    }

    private void acknowledged(long id, long atNanos) {
        ledger.record(id, Fate.ACKNOWLEDGED, atNanos);
    }
}
