package io.bascule.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.sandbox.client.Books;
import io.bascule.sandbox.trouble.Comparison;
import io.bascule.sandbox.trouble.Comparison.Tally;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The platform's list against the client's books: what counts as lost, missed and false. */
class ReckoningTest {

    private final Books books = new Books();
    private long position = 0x3000;

    @Test
    void everyLostOrderIsListedAndNoOther() {
        books.acknowledged(1, 2, 3).inDoubt(4, 5);
        var found = compare(Set.of(1L), listed(2), listed(3), listed(4));
        assertThat(found.listed()).isEqualTo(3);
        assertThat(found.acknowledgedMissing()).isEqualTo(2);
        assertThat(found.inDoubtMissing()).isEqualTo(2);
        assertThat(found.notListed()).isZero();
        assertThat(found.nothingFalse()).isTrue();
        assertThat(found.of("order")).isEqualTo(new Tally(2, 2));
    }

    @Test
    void equalNumbersDoNotHideAnOrderThatIsListedForAnother() {
        books.acknowledged(1, 2);
        var found = compare(Set.of(2L), listed(2));
        assertThat(found.notListed()).isEqualTo(1);
        assertThat(found.falselyListed()).isEqualTo(1);
    }

    @Test
    void aTransactionOfManyRowsIsOneAndItsFirstRowsNameIt() {
        var ids = LongStream.rangeClosed(10, 59).boxed().toList();
        books.acknowledged("large", ids, Set.of());
        var found =
                compare(
                        Set.of(),
                        lost(50, Stream.of(10, 11, 12).map(id -> "public.orders:" + id).toList()));
        assertThat(found.acknowledgedMissing()).isEqualTo(1);
        assertThat(found.notListed()).isZero();
        assertThat(found.nothingFalse()).isTrue();
        assertThat(found.of("large").allListed()).isTrue();
    }

    @Test
    void anotherNumberOfRowsIsNotTheSameTransaction() {
        books.acknowledged("several", List.of(10L, 11L), Set.of());
        var found = compare(Set.of(), lost(3, List.of("public.orders:10", "public.orders:11")));
        assertThat(found.falselyListed()).isEqualTo(1);
        assertThat(found.notListed()).isEqualTo(1);
    }

    @Test
    void aRowThatWasOnlyChangedDoesNotMakeItsOwnTransactionALostOne() {
        // given: 2 changed the order of 1, which is there
        books.acknowledged(1).acknowledged("changes", List.of(2L), Set.of(1L));
        var found = compare(Set.of(1L), lost(2, List.of("public.orders:1", "public.orders:2")));
        assertThat(found.nothingFalse()).isTrue();
        assertThat(found.notListed()).isZero();
    }

    @Test
    void aRowThatTheClientTookBackMustNotBeListed() {
        books.acknowledged("kept in part", List.of(2L), Set.of()).takenBack(3);
        var found = compare(Set.of(), lost(2, List.of("public.orders:2", "public.orders:3")));
        assertThat(found.rolledBackListed()).isEqualTo(1);
        assertThat(found.nothingFalse()).isFalse();
    }

    @Test
    void aTransactionOfStrangersIsFalse() {
        books.acknowledged(1);
        var found = compare(Set.of(), listed(1), lost(1, List.of("public.visits:x")));
        assertThat(found.falselyListed()).isEqualTo(1);
    }

    @Test
    void aTransactionThatIsThereInPartIsTorn() {
        books.acknowledged("several", List.of(10L, 11L), Set.of());
        var found = compare(Set.of(10L), lost(2, List.of("public.orders:10")));
        assertThat(found.torn()).isEqualTo(1);
        assertThat(found.nothingFalse()).isFalse();
    }

    private Comparison compare(Set<Long> present, LostTransaction... list) {
        var snapshot = books.snapshot();
        return Reckoning.of(List.of(list), snapshot, snapshot.missingFrom(present));
    }

    private LostTransaction listed(long order) {
        return lost(1, List.of("public.orders:" + order));
    }

    private LostTransaction lost(long rows, List<String> keys) {
        position += 0x40;
        return new LostTransaction(position, new Lsn(position), Instant.EPOCH, rows, keys);
    }
}
