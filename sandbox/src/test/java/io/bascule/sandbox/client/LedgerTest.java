package io.bascule.sandbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.client.Ledger.Fate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final long SECOND = 1_000_000_000;

    private final Ledger ledger = new Ledger();

    @Test
    void theSilenceIsFromTheLastAcknowledgementBeforeToTheFirstAfter() {
        acknowledged(1, 10 * SECOND);
        acknowledged(2, 11 * SECOND);
        ledger.refuses();
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
        answered(Written.order(3), Fate.IN_DOUBT, SECOND);
        answered(Written.order(4), Fate.IN_DOUBT, SECOND);
        answered(Written.order(5), Fate.REFUSED, SECOND);
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

    @Test
    void aCommitThatWasSentIsInDoubtUntilItIsAnswered() {
        // given
        var order = Written.order(7);
        ledger.sends(order);
        // then
        assertThat(ledger.snapshot().missingFrom(Set.of()).inDoubt()).containsExactly(7L);
        // when
        ledger.answered(order, Fate.ACKNOWLEDGED, SECOND);
        // then
        var missing = ledger.snapshot().missingFrom(Set.of());
        assertThat(missing.inDoubt()).isEmpty();
        assertThat(missing.acknowledged()).containsExactly(7L);
        assertThat(ledger.counts().inDoubt()).isZero();
    }

    @Test
    void whatTheServerRefusedIsNeitherInDoubtNorAcknowledged() {
        answered(Written.order(7), Fate.REFUSED, SECOND);
        var missing = ledger.snapshot().missingFrom(Set.of());
        assertThat(missing.inDoubt()).isEmpty();
        assertThat(missing.acknowledged()).isEmpty();
        assertThat(ledger.snapshot().isRolledBack(7)).isTrue();
        assertThat(ledger.counts().refused()).isEqualTo(1);
    }

    @Test
    void aTransactionOfSeveralRowsIsFoundByEachOfThem() {
        var several = new Written("several", List.of(7L, 8L), Set.of(3L), List.of());
        answered(several, Fate.ACKNOWLEDGED, SECOND);
        assertThat(ledger.snapshot().transactionOf(7)).isEqualTo(several);
        assertThat(ledger.snapshot().transactionOf(8)).isEqualTo(several);
        assertThat(ledger.snapshot().transactionOf(9)).isEqualTo(Written.order(9));
        assertThat(several.rows()).isEqualTo(3);
    }

    @Test
    void theSpanIsThatOfTheAcknowledgementsOfThoseRows() {
        acknowledged(1, SECOND);
        acknowledged(2, 3 * SECOND);
        acknowledged(3, 9 * SECOND);
        assertThat(ledger.spanOf(Set.of(1L, 2L))).isEqualTo(2.0);
        assertThat(ledger.spanOf(Set.of(1L))).isZero();
    }

    private void acknowledged(long id, long atNanos) {
        answered(Written.order(id), Fate.ACKNOWLEDGED, atNanos);
    }

    private void answered(Written transaction, Fate fate, long atNanos) {
        ledger.sends(transaction);
        ledger.answered(transaction, fate, atNanos);
    }
}
