package io.bascule.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.backup.dump.SourceDatabase;
import io.bascule.backup.proof.SourceServer;
import io.bascule.backup.store.SpoiltStore;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresTools;
import io.bascule.postgres.ServerStart;
import io.bascule.postgres.Upstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails costs time or a gap that is named, and never a wrong restore. */
class ArchiveFaultsTest {

    @TempDir private Path folder;

    @Test
    void whileTheStoreRefusesTheServerKeepsItsLog() throws Exception {
        try (var source = new SourceServer();
                var stores = new Stores(TestStores.folderSettings());
                var archived = new ArchivedServer(source)) {
            // given
            var store = new RefusingStore(stores.of(folder.toUri().toString()));
            var _ = archived.receive(store);
            archived.awaitSaid("copy wanted");
            var copy = archived.copy(store);

            // when
            store.refuse(true);
            source.execute("INSERT INTO orders VALUES (5001, 'meanwhile', 1)");
            Awaitility.await().atMost(ArchivedServer.PATIENCE).until(() -> store.refusals() > 1);
            assertThat(archived.said).anyMatch(word -> word.contains("the store is full"));
            source.execute("SELECT pg_switch_wal()", "CHECKPOINT");
            store.refuse(false);

            // then
            Instant at = archived.now();
            source.execute("INSERT INTO orders VALUES (5002, 'after', 1)");
            var replay = archived.awaitReplay(copy, store, at);
            assertThat(replay.hasGap()).isFalse();
            assertThat(ArchivedServer.items(archived.restore(copy, store, replay, at)))
                    .containsExactly("meanwhile");
        }
    }

    @Test
    void aPromotedStandbyIsFollowedOntoItsTimeline() throws Exception {
        try (var source = new SourceServer();
                var stores = new Stores(TestStores.folderSettings());
                var archived = new ArchivedServer(source)) {
            // given: a standby beside the server that is archived, and a copy
            var store = stores.of(folder.toUri().toString());
            var active = new AtomicReference<SourceDatabase>(source.database());
            var _ = archived.receive(active::get, store);
            archived.awaitSaid("copy wanted");
            var copy = archived.copy(store);
            int port = PostgresTools.freePort();
            Path data = archived.workDir.resolve("standby");
            var standby =
                    Cluster.copy(
                            source.tools(),
                            data,
                            new Upstream(
                                    "127.0.0.1",
                                    source.port(),
                                    "postgres",
                                    SourceServer.PASSWORD,
                                    "standby"),
                            null,
                            Map.of("port", String.valueOf(port), "unix_socket_directories", ""));
            try (var server = standby.start(ServerStart.of(data))) {
                source.execute("INSERT INTO orders VALUES (5001, 'on the first', 1)");
                try (var connection = server.connect("orders", "postgres", SourceServer.PASSWORD)) {
                    Awaitility.await()
                            .atMost(ArchivedServer.PATIENCE)
                            .until(() -> {
                                try (var row =
                                        connection
                                                .createStatement()
                                                .executeQuery(
                                                        "SELECT count(*) FROM orders WHERE id = 5001")) {
                                    return row.next() && row.getInt(1) == 1;
                                }
                            });
                    // when: the first one dies, and the standby takes over
                    source.server().kill();
                    connection.createStatement().execute("SELECT pg_promote()");
                    active.set(
                            new SourceDatabase(
                                    "127.0.0.1",
                                    port,
                                    "orders",
                                    "postgres",
                                    source.database().password()));
                    connection
                            .createStatement()
                            .execute("INSERT INTO orders VALUES (5002, 'on the second', 1)");
                    Instant at = Instant.now();
                    connection
                            .createStatement()
                            .execute("INSERT INTO orders VALUES (5003, 'after', 1)");

                    // then
                    var replay = archived.awaitReplay(copy, store, at);
                    assertThat(replay.end().timeline()).isEqualTo(2);
                    assertThat(archived.said).noneMatch(word -> word.startsWith("gap"));
                    assertThat(ArchivedServer.items(archived.restore(copy, store, replay, at)))
                            .containsExactly("on the first", "on the second");
                }
            }
        }
    }

    @Test
    void logThatTheServerHasNoMoreIsAGapThatIsNamedAndNotCrossed() throws Exception {
        try (var source = new SourceServer();
                var stores = new Stores(TestStores.folderSettings());
                var archived = new ArchivedServer(source)) {
            // given
            var store = stores.of(folder.toUri().toString());
            var receiver = archived.receive(store);
            archived.awaitSaid("copy wanted");
            var copy = archived.copy(store);
            source.execute("INSERT INTO orders VALUES (5001, 'before', 1)");
            Instant at = archived.now();
            source.execute("INSERT INTO orders VALUES (5002, 'last', 1)");
            var _ = archived.awaitReplay(copy, store, archived.now());

            // when: the slot is lost, and the log is recycled
            receiver.close();
            receiver.dropSlot();
            for (int i = 0; i < 4; i++) {
                source.execute("SELECT pg_switch_wal()", "CHECKPOINT");
                source.execute("INSERT INTO orders VALUES (" + (6000 + i) + ", 'lost', 1)");
            }
            archived.said.clear();
            var _ = archived.receive(store);
            archived.awaitSaid("copy wanted");

            // then
            assertThat(archived.said).anyMatch(word -> word.startsWith("gap: Position"));
            Instant now = archived.now();
            Awaitility.await()
                    .atMost(ArchivedServer.PATIENCE)
                    .untilAsserted(() ->
                            assertThatThrownBy(() -> archived.replay(copy, store, now))
                                    .hasMessageContaining("where a gap follows"));
            var replay = archived.replay(copy, store, at);
            assertThat(ArchivedServer.items(archived.restore(copy, store, replay, at)))
                    .containsExactly("before");
        }
    }

    @Test
    void aPieceThatWasChangedOrCutIsRefused() throws Exception {
        try (var source = new SourceServer();
                var stores = new Stores(TestStores.folderSettings());
                var archived = new ArchivedServer(source)) {
            var store = stores.of(folder.toUri().toString());
            var _ = archived.receive(store);
            archived.awaitSaid("copy wanted");
            var copy = archived.copy(store);
            source.execute("INSERT INTO orders VALUES (5001, 'before', 1)");
            Instant at = archived.now();
            var replay = archived.awaitReplay(copy, store, at);
            assertThat(replay.readThrough()).isEqualTo(replay.bytes());
            String key =
                    archived.archive(store).contents().piecesByArchive().values().stream()
                            .flatMap(List::stream)
                            .filter(piece -> piece.to().equals(replay.end().lsn()))
                            .findFirst()
                            .orElseThrow()
                            .key();
            long stored = store.head(key).orElseThrow().bytes();

            for (var spoilt :
                    List.of(
                            SpoiltStore.flipped(store, key, stored / 2, 3),
                            SpoiltStore.cut(store, key, stored - 1),
                            SpoiltStore.cut(store, key, 0))) {
                assertThatThrownBy(() -> archived.replay(copy, spoilt, at).readThrough())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(key.substring(key.lastIndexOf('/')));
            }
        }
    }
}
