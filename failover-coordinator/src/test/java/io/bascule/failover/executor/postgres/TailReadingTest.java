package io.bascule.failover.executor.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.Lsn;
import org.junit.jupiter.api.Test;

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
}
