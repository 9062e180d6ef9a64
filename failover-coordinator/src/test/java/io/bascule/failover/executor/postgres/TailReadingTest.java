package io.bascule.failover.executor.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.Lsn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailReadingTest {

    @Test
    void aHistoryNamesWhereEachTimelineWasLeft() {
        var history =
                TimelineHistory.parse(
                        3, "1\t0/3000148\tno recovery target specified\n\n2\t0/A0\tagain\n");

        assertThat(history.last()).contains(new TimelineHistory.Fork(2, Lsn.parse("0/A0")));
        assertThat(history.leaving(1))
                .contains(new TimelineHistory.Fork(1, Lsn.parse("0/3000148")));
        assertThat(history.leaving(3)).isEmpty();
        assertThat(TimelineHistory.fileName(31)).isEqualTo("0000001F.history");
    }

    @Test
    void aLogFileIsNamedByTimelineAndPosition() {
        long sixteenMegabytes = 16 * 1024 * 1024;

        assertThat(WalFiles.name(1, Lsn.parse("0/3000148"), sixteenMegabytes))
                .isEqualTo("000000010000000000000003");
        assertThat(WalFiles.name(2, Lsn.parse("1A/FF000000"), sixteenMegabytes))
                .isEqualTo("000000020000001A000000FF");
        assertThat(WalFiles.name(2, Lsn.parse("1A/C0000000"), 1L << 30))
                .isEqualTo("000000020000001A00000003");
    }

    /** A server that dies while it makes files ready for later leaves such. */
    @Test
    void filesThatWereMadeReadyForLaterAreNoPartOfTheLog(@TempDir Path folder) throws IOException {
        var pgWal = Files.createDirectory(folder.resolve("pg_wal"));
        segment(pgWal, "0000000B0000000000000004", "0/4000000");
        segment(pgWal, "0000000B0000000000000005", "0/5000000");
        Files.write(pgWal.resolve("0000000B0000000000000006"), new byte[8192]);
        segment(pgWal, "0000000B0000000000000007", "0/2000000");
        var to = folder.resolve("copy");

        int copied = WalFiles.copy(pgWal, to, 11, Lsn.parse("0/428EC00"), 16 * 1024 * 1024);

        assertThat(copied).isEqualTo(2);
        try (var files = Files.list(to)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "0000000B0000000000000004", "0000000B0000000000000005");
        }
    }

    /** Its newest file was used before: behind the last page stand those of its former use. */
    @Test
    void theEndOfALogIsTheLastPageOfItsOwn(@TempDir Path folder) throws IOException {
        segment(folder, "000000030000000000000001", "0/2000");
        pages(folder, "00000003000000000000000B", Lsn.parse("0/58000"), 3, 4);
        segment(folder, "00000003000000000000000C", "0/2000");

        assertThat(WalFiles.endAtMost(folder)).contains(Lsn.parse("0/5E000"));
    }

    @Test
    void withoutALogItsEndIsNotKnown(@TempDir Path folder) {
        assertThat(WalFiles.endAtMost(folder)).isEmpty();
        assertThat(WalFiles.endAtMost(folder.resolve("none"))).isEmpty();
    }

    @Test
    void aFileOfAnotherPositionUnderTheRightNameIsNoPartOfTheLog(@TempDir Path folder)
            throws IOException {
        segment(folder, "000000010000000000000003", "0/1000000");

        assertThat(
                        WalFiles.copy(
                                folder,
                                folder.resolve("copy"),
                                1,
                                Lsn.parse("0/3000148"),
                                16 * 1024 * 1024))
                .isZero();
    }

    /** A file of four pages, of which the first ones bear their own addresses. */
    private static void pages(Path pgWal, String name, Lsn start, int own, int inAll)
            throws IOException {
        var file = ByteBuffer.allocate(inAll * 8192).order(ByteOrder.nativeOrder());
        for (int page = 0; page < inAll; page++) {
            long address = start.value() + page * 8192L - (page < own ? 0 : 0x40000);
            file.putShort(page * 8192, (short) 0xD110).putLong(page * 8192 + 8, address);
        }
        Files.write(pgWal.resolve(name), file.array());
    }

    private static void segment(Path pgWal, String name, String address) throws IOException {
        var header = ByteBuffer.allocate(8192).order(ByteOrder.nativeOrder());
        header.putShort(0, (short) 0xD110).putLong(8, Lsn.parse(address).value());
        Files.write(pgWal.resolve(name), header.array());
    }
}
