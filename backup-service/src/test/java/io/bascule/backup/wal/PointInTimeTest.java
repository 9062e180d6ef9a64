package io.bascule.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.backup.proof.SourceServer;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was committed before an instant comes back, and what was committed after it does not. */
class PointInTimeTest {

    @TempDir private Path folder;

    @Test
    void aRestoreIsExactToTheTransaction() throws Exception {
        try (var source = new SourceServer();
                var stores = new Stores(TestStores.folderSettings());
                var archived = new ArchivedServer(source)) {
            // given: a server whose log is archived, and a copy of it
            var store = stores.of(folder.toUri().toString());
            var receiver = archived.receive(store);
            archived.awaitSaid("copy wanted");
            var copy = archived.copy(store);

            // when
            source.execute("INSERT INTO orders VALUES (5001, 'before', 1)");
            Instant at = archived.now();
            source.execute("INSERT INTO orders VALUES (5002, 'after', 1)");
            Instant later = archived.now();
            var replay = archived.awaitReplay(copy, store, at);

            // then
            var restored = archived.restore(copy, store, replay, at);
            assertThat(ArchivedServer.items(restored)).containsExactly("before");
            assertThat(archived.said).contains("looks for the instant: true");

            // and: an instant after the last commit is everything
            var all = archived.awaitReplay(copy, store, later);
            assertThat(ArchivedServer.items(archived.restore(copy, store, all, later)))
                    .containsExactly("before", "after");
            assertThat(archived.said).contains("looks for the instant: false");

            // and: what is not covered is refused, and it is said what is
            assertThatThrownBy(() -> archived.replay(copy, store, later.plus(Duration.ofHours(1))))
                    .hasMessageContaining("covered is from " + copy.manifest().completedAt())
                    .hasMessageContaining(" to ");
            receiver.close();
            receiver.dropSlot();
        }
    }

    @Test
    void aReceiverThatIsCutOffGoesOnWhereTheStoreEnds() throws Exception {
        try (var source = new SourceServer();
                var stores = new Stores(TestStores.folderSettings());
                var archived = new ArchivedServer(source)) {
            // given
            var store = stores.of(folder.toUri().toString());
            var first = archived.receive(store);
            archived.awaitSaid("copy wanted");
            var copy = archived.copy(store);
            source.execute("INSERT INTO orders VALUES (5001, 'before', 1)");
            var _ = archived.awaitReplay(copy, store, archived.now());

            // when: its connection dies, more is written than one segment holds, and another
            // process takes over
            source.execute(
                    "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots",
                    "INSERT INTO orders SELECT i, repeat(md5(i::text), 20), 1 FROM generate_series(6000, 40000) i",
                    "DELETE FROM orders WHERE id >= 6000");
            source.execute("INSERT INTO orders VALUES (5002, 'between', 1)");
            first.close();
            source.execute("INSERT INTO orders VALUES (5003, 'then', 1)");
            var _ = archived.receive(store);
            Instant at = archived.now();
            source.execute("INSERT INTO orders VALUES (5004, 'after', 1)");

            // then
            var replay = archived.awaitReplay(copy, store, at);
            assertThat(replay.hasGap()).isFalse();
            assertThat(ArchivedServer.items(archived.restore(copy, store, replay, at)))
                    .containsExactly("before", "between", "then");
            assertThat(archived.said).noneMatch(word -> word.startsWith("gap"));

            // and: of a segment that is full only the whole is left
            var names =
                    archived.archive(store).contents().piecesByArchive().values().stream()
                            .flatMap(java.util.List::stream)
                            .map(WalPiece::key)
                            .toList();
            assertThat(names).anyMatch(name -> name.contains(".00000000-01000000."));
        }
    }
}
