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
        killed.next();
        long last = killed.next();
        // when it comes back
        try (var book = KeptBook.open(file())) {
            // then
            assertThat(book.next()).isGreaterThan(last);
        }
    }

    @Test
    void whatBecameOfTheOrdersIsStillKnownLater() throws IOException {
        try (var book = KeptBook.open(file())) {
            book.record(book.next(), Fate.ACKNOWLEDGED, System.nanoTime());
            book.record(book.next(), Fate.ACKNOWLEDGED, System.nanoTime());
            book.record(book.next(), Fate.REFUSED, System.nanoTime());
            book.record(book.next(), Fate.IN_DOUBT, System.nanoTime());
        }
        try (var book = KeptBook.open(file())) {
            var standing = book.standing();
            assertThat(standing.acknowledged()).isEqualTo(2);
            assertThat(standing.refused()).isEqualTo(1);
            assertThat(standing.inDoubt()).isEqualTo(1);
            assertThat(standing.lastAcknowledged()).as("since it was opened").isNull();
        }
    }

    @Test
    void itStaysAsLargeAsItIsHoweverManyOrdersThereAre() throws IOException {
        try (var book = KeptBook.open(file())) {
            long size = Files.size(file());
            for (int i = 0; i < KeptBook.CAPACITY + 10_000; i++) {
                book.record(book.next(), Fate.ACKNOWLEDGED, 0);
            }
            assertThat(Files.size(file())).isEqualTo(size);
            assertThat(book.standing().acknowledged()).isEqualTo(KeptBook.CAPACITY + 10_000L);
        }
    }

    @Test
    void whoeverWaitsHearsOfTheFirstAcknowledgement() throws Exception {
        try (var book = KeptBook.open(file())) {
            assertThat(book.awaitAcknowledged(Duration.ofMillis(1))).isFalse();
            var writer =
                    Thread.ofVirtual()
                            .start(() ->
                                    book.record(
                                            book.next(), Fate.ACKNOWLEDGED, System.nanoTime()));
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

    private Path file() {
        return folder.resolve("orders.book");
    }
}
