package io.bascule.sandbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.sandbox.client.Ledger.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptBookTest {

    @TempDir private Path folder;

    @Test
    void aNumberIsNeverGivenTwiceAlsoWhenTheBookWasNotClosed() throws IOException {
        // given a client that was killed
        var killed = KeptBook.open(file());
        killed.take(1);
        long last = killed.take(3) + 2;
        // when it comes back
        try (var book = KeptBook.open(file())) {
            // then
            assertThat(book.take(1)).isGreaterThan(last);
        }
    }

    @Test
    void whatBecameOfTheOrdersIsStillKnownLater() throws IOException {
        try (var book = KeptBook.open(file())) {
            order(book, Fate.ACKNOWLEDGED);
            order(book, Fate.ACKNOWLEDGED);
            order(book, Fate.REFUSED);
            order(book, Fate.IN_DOUBT);
            // One whose answer is never heard, because the client dies.
            book.sends(Written.order(book.take(1)));
        }
        try (var book = KeptBook.open(file())) {
            var standing = book.standing();
            assertThat(standing.acknowledged()).isEqualTo(2);
            assertThat(standing.refused()).isEqualTo(1);
            assertThat(standing.inDoubt()).isEqualTo(2);
            assertThat(standing.lastAcknowledged()).as("since it was opened").isNull();
        }
    }

    @Test
    void itStaysAsLargeAsItIsHoweverManyOrdersThereAre() throws IOException {
        try (var book = KeptBook.open(file())) {
            long size = Files.size(file());
            for (int i = 0; i < KeptBook.CAPACITY + 10_000; i++) {
                order(book, Fate.ACKNOWLEDGED);
            }
            assertThat(Files.size(file())).isEqualTo(size);
            assertThat(book.standing().acknowledged()).isEqualTo(KeptBook.CAPACITY + 10_000L);
        }
    }

    @Test
    void whoeverWaitsHearsOfTheFirstAcknowledgement() throws Exception {
        try (var book = KeptBook.open(file())) {
            assertThat(book.awaitAcknowledged(Duration.ofMillis(1))).isFalse();
            var writer = Thread.ofVirtual().start(() -> order(book, Fate.ACKNOWLEDGED));
            assertThat(book.awaitAcknowledged(Duration.ofSeconds(20))).isTrue();
            writer.join();
        }
    }

    @Test
    void anotherFileIsNotTakenForABook() throws IOException {
        Files.writeString(file(), "not a book at all");
        assertThatThrownBy(() -> KeptBook.open(file()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Expected a book of orders");
    }

    private static void order(KeptBook book, Fate fate) {
        var order = Written.order(book.take(1));
        book.sends(order);
        book.answered(order, fate, System.nanoTime());
    }

    private Path file() {
        return folder.resolve("orders.book");
    }
}
