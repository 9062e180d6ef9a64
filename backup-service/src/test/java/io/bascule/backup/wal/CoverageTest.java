package io.bascule.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the names of objects alone tell: how far the log leads, and on which timeline. */
class CoverageTest {

    private static final Segments SEGMENTS = new Segments(16 << 20);
    private static final TimelineHistory SECOND =
            TimelineHistory.parse(2, "1\t0/2800000\tno recovery target specified\n");
    private static final Position START = at(1, "0/1000100");

    @Test
    void aNameTellsWhereAPieceBelongs() {
        String name =
                WalPiece.name(
                        new Segments(16 << 20),
                        3,
                        Lsn.parse("1F/A3000100"),
                        Lsn.parse("1F/A4000000"),
                        Instant.ofEpochMilli(1_763_856_000_123L),
                        true);

        assertThat(name)
                .isEqualTo("000000030000001F000000A3.00000100-01000000.1763856000123.wal.zst.aes");
        assertThat(WalPiece.parse("orders/copy/wal/x/" + name, SEGMENTS))
                .contains(
                        new WalPiece(
                                "orders/copy/wal/x/" + name,
                                3,
                                Lsn.parse("1F/A3000100"),
                                Lsn.parse("1F/A4000000"),
                                Instant.ofEpochMilli(1_763_856_000_123L)));
        assertThat(WalPiece.parse("orders/copy/wal/x/archive.json", SEGMENTS)).isEmpty();
        assertThat(new Segments(1 << 30).name(1, Lsn.parse("5/C0000000")))
                .isEqualTo("000000010000000500000003");
    }

    @Test
    void piecesLeadOnUntilOneIsMissing() {
        var first = piece(1, "0/1000000", "0/1800000", 10);
        var second = piece(1, "0/1800000", "0/2000000", 20);
        var whole = piece(1, "0/1000000", "0/2000000", 20);
        var beyond = piece(1, "0/3000000", "0/3100000", 40);

        assertThat(from(START, Map.of(), first, second))
                .isEqualTo(List.of(way(1, "0/2000000", "0/2000000", 20, first, second)));
        assertThat(from(START, Map.of(), first, whole, second))
                .isEqualTo(List.of(way(1, "0/2000000", "0/2000000", 20, whole)));
        var gap = from(START, Map.of(), first, beyond).getFirst();
        assertThat(gap).isEqualTo(way(1, "0/1800000", "0/3100000", 10, first));
        assertThat(gap.hasGap()).isTrue();
        assertThat(from(at(1, "0/2000000"), Map.of(), first)).isEmpty();
        assertThat(from(at(2, "0/1000100"), Map.of(), first)).isEmpty();
    }

    @Test
    void theWayLeadsThroughAForkAndLeavesWhatTheOldTimelineHadBeyondIt() {
        var old = piece(1, "0/1000000", "0/2000000", 10);
        var beyond = piece(1, "0/2000000", "0/2900000", 99);
        var young = piece(2, "0/2000000", "0/2900000", 30);

        var ways = from(START, Map.of(2, SECOND), old, beyond, young);

        assertThat(ways).hasSize(2);
        assertThat(ways.getFirst())
                .isEqualTo(way(2, "0/2900000", "0/2900000", 30, old, beyond, young));
        assertThat(ways.getLast()).isEqualTo(way(1, "0/2900000", "0/2900000", 99, old, beyond));
        // Without the history nobody knows that the second grew out of the first.
        assertThat(from(START, Map.of(), old, beyond, young))
                .extracting(Coverage.Way::timeline)
                .containsExactly(1);
        // What does not reach the fork does not lead onto the second.
        assertThat(from(START, Map.of(2, SECOND), old, young))
                .extracting(Coverage.Way::timeline)
                .containsExactly(1);
    }

    @Test
    void receivingGoesOnWhereTheStoreEnds() {
        var old = piece(1, "0/1000000", "0/2400000", 10);
        var all = piece(1, "0/2400000", "0/2800000", 10);
        var young = piece(2, "0/2000000", "0/2900000", 30);
        var first = new TimelineHistory(1, List.of());

        assertThat(onwards(first)).isEmpty();
        assertThat(onwards(first, old)).contains(route(1, "0/2400000", null));
        assertThat(onwards(SECOND, old)).contains(route(1, "0/2400000", "0/2800000"));
        assertThat(onwards(SECOND, old, all)).contains(route(2, "0/2000000", null));
        assertThat(onwards(SECOND, old, all, young)).contains(route(2, "0/2900000", null));
        // A server that does not know the second timeline goes on from the first.
        assertThat(onwards(first, old, all, young)).contains(route(1, "0/2800000", null));
    }

    @Test
    void onlyWhatLiesBeforeTheOldestCopyIsRemoved() {
        var archive =
                new WalArchive(
                        new RefusingStore(
                                new io.bascule.backup.store.Stores(
                                                io.bascule.backup.store.TestStores.folderSettings())
                                        .of("file:///nowhere/")),
                        () -> {
                            throw new IllegalStateException("Expected nothing to be written");
                        },
                        "a/b/",
                        (_, _) -> {
                            throw new IllegalStateException("Expected nothing to be opened");
                        });
        var one = piece(1, "0/1000000", "0/2000000", 10);
        var part = piece(1, "0/2000000", "0/2100000", 11);
        var two = piece(1, "0/2000000", "0/3000000", 20);
        var three = piece(1, "0/3000000", "0/3100000", 30);
        var contents =
                new WalArchive.Contents(
                        Map.of(
                                "now", head("now", "7"),
                                "gone", head("gone", "6")),
                        Map.of(
                                "now", List.of(one, part, two, three),
                                "gone", List.of(piece(1, "0/5000000", "0/6000000", 5))),
                        List.of());

        var removal = WalRetention.decide(archive, contents, List.of(at(1, "0/2000100")));
        assertThat(removal.keys())
                .containsExactlyInAnyOrder(
                        one.key(),
                        part.key(),
                        "1-0/5000000-0/6000000",
                        "a/b/wal/gone/archive.json");
        assertThat(
                        WalRetention.decide(
                                        archive,
                                        contents,
                                        List.of(at(1, "0/2000100"), at(1, "0/1000000")))
                                .keys())
                .doesNotContain(one.key());
        assertThat(WalRetention.decide(archive, contents, List.of()).keys()).isEmpty();
    }

    private static ArchiveHead head(String id, String system) {
        return new ArchiveHead(1, id, "a", "b", system, 16 << 20, Instant.EPOCH, null);
    }

    private static Optional<Route> onwards(TimelineHistory server, WalPiece... pieces) {
        return Route.onwards(SEGMENTS, List.of(pieces), server);
    }

    private static Route route(int timeline, String from, @Nullable String end) {
        return new Route(timeline, Lsn.parse(from), end == null ? null : Lsn.parse(end));
    }

    private static List<Coverage.Way> from(
            Position start, Map<Integer, TimelineHistory> histories, WalPiece... pieces) {
        return new Coverage(SEGMENTS, List.of(pieces), histories).from(start);
    }

    private static Coverage.Way way(
            int timeline, String end, String farthest, int upTo, WalPiece... pieces) {
        return new Coverage.Way(
                timeline,
                Lsn.parse("0/1000000"),
                Lsn.parse(end),
                Lsn.parse(farthest),
                Instant.ofEpochSecond(upTo),
                List.of(pieces));
    }

    private static WalPiece piece(int timeline, String from, String to, int upTo) {
        return new WalPiece(
                timeline + "-" + from + "-" + to,
                timeline,
                Lsn.parse(from),
                Lsn.parse(to),
                Instant.ofEpochSecond(upTo));
    }

    private static Position at(int timeline, String lsn) {
        return new Position("7", timeline, Lsn.parse(lsn));
    }
}
