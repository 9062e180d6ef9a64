package io.bascule.failover.executor.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.contracts.Lsn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages as a PostgreSQL 15 sent them. */
class TransactionReaderTest {

    private final TransactionReader reader = new TransactionReader();

    @Test
    void eachCommitBecomesOneTransactionWithItsEndAndItsKeys() throws IOException {
        var read = new ArrayList<Transaction>();
        for (var message : messages()) {
            reader.read(message).ifPresent(read::add);
        }

        assertThat(read)
                .extracting(Transaction::xid)
                .containsExactly(729L, 730L, 731L, 732L, 733L, 734L);
        assertThat(read.getFirst().end()).isEqualTo(Lsn.parse("0/1539150"));
        assertThat(read.getFirst().committedAt().toString()).startsWith("2026-");
        assertThat(read).extracting(Transaction::rows).containsExactly(2L, 5L, 1L, 1L, 0L, 26L);
        assertThat(read).extracting(Transaction::changes).containsExactly(2L, 5L, 1L, 1L, 2L, 26L);
        assertThat(read.get(0).keys()).containsExactly("public.orders:17", "public.orders:18");
        assertThat(read.get(1).keys())
                .containsExactly(
                        "public.lines:17,1",
                        "public.lines:17,2",
                        "public.orders:18",
                        "public.orders:17",
                        "public.orders:19");
        assertThat(read.get(2).keys()).containsExactly("public.Odd.Name:ä,1,2");
        assertThat(read.get(3).keys()).containsExactly("public.Odd.Name:ä,1,2");
        assertThat(read.get(4).keys())
                .containsExactly("public.orders:(truncated)", "public.lines:(truncated)");
        assertThat(read.get(5).keys()).hasSize(20).startsWith("public.orders:100");
    }

    @Test
    void aRowThatWasCutOffIsCountedWithAQuestionMarkForItsKey() throws IOException {
        for (var message : messages()) {
            boolean row = message[0] == 'I';
            reader.read(row ? Arrays.copyOf(message, 9) : message)
                    .filter(transaction -> transaction.xid() == 729)
                    .ifPresent(transaction ->
                            assertThat(transaction.keys())
                                    .containsExactly("public.orders:?", "public.orders:?"));
        }
    }

    @Test
    void whatIsNotOfThisProtocolIsRefused() {
        assertThatThrownBy(() -> reader.read(new byte[] {'S', 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found type 'S'");
        assertThatThrownBy(() -> reader.read(new byte[] {'C', 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a whole pgoutput message");
        assertThatThrownBy(() -> reader.read(new byte[] {'I', 0, 0, 0, 9, 'N'}))
                .hasMessageContaining("description of table 9");
    }

    private static List<byte[]> messages() throws IOException {
        try (var file = TransactionReaderTest.class.getResourceAsStream("postgres-15.txt")) {
            var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .map(HexFormat.of()::parseHex)
                    .toList();
        }
    }
}
