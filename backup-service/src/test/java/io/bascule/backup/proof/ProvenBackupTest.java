package io.bascule.backup.proof;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.backup.dump.PgDump;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.manifest.Manifest.TableContent;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.Keys;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps, stores, restores and compares a real database. */
class ProvenBackupTest {

    private static final String ID = "20261122T030000Z-0123456789ab";
    private static final String FOLDER = "orders/nightly/" + ID + "/";
    private static final String KEY = FOLDER + "dump.zst.aes";
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /** The comparison looks at rows; indexes and constraints come on a way of their own. */
    private static final List<String> INDEXED =
            List.of(
                    "SELECT count(*) = 1 FROM pg_index WHERE indrelid = 'orders'::regclass AND indisprimary");

    private static SourceServer source;
    private static final Pipeline PIPELINE = new Pipeline(3, 1);

    private final KeyRing keys = Keys.ring();
    private final DataKey dataKey = keys.newDataKey(ID);

    @TempDir private Path folder;
    private Path workDir;
    private Stores stores;
    private BackupStore store;

    @BeforeAll
    static void startSource() throws Exception {
        source = new SourceServer();
    }

    @AfterAll
    static void stopSource() throws Exception {
        source.close();
    }

    @BeforeEach
    void open() {
        workDir = source.tools().temporaryFolder("bascule-proof-");
        stores = new Stores(TestStores.folderSettings());
        store = stores.of(folder.toUri().toString());
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        stores.close();
        try (var left = Files.list(workDir)) {
            assertThat(left).isEmpty();
        }
        Files.delete(workDir);
    }

    @Test
    void aBackupTakenUnderWritesIsProvenToEqualItsOwnSnapshot() throws Exception {
        // given
        var stop = new AtomicBoolean();
        var writes = new AtomicLong();
        var writer =
                Thread.ofVirtual()
                        .start(() -> {
                            try (var connection = source.connect();
                                    var insert =
                                            connection.prepareStatement(
                                                    "INSERT INTO orders VALUES (?, 'new', 1)")) {
                                while (!stop.get()) {
                                    insert.setLong(1, 1_000_000 + writes.incrementAndGet());
                                    insert.execute();
                                }
                            } catch (java.sql.SQLException e) {
                                throw new IllegalStateException(e);
                            }
                        });

        // when
        Manifest manifest;
        long before;
        try {
            before = writes.get();
            manifest = dump();
            var passed = verify(manifest, ProofLevel.CONTENT_EQUAL);

            // then
            assertThat(passed).extracting(Verification::level).containsExactly(ProofLevel.values());
            assertThat(passed.getLast().tablesCompared()).isEqualTo(4);
            assertThat(passed.getLast().rowsCompared()).isGreaterThanOrEqualTo(5003);
            assertThat(passed.get(3).restoreSeconds()).isPositive();
            assertThat(writes.get()).isGreaterThan(before);
        } finally {
            stop.set(true);
            writer.join();
            source.execute("DELETE FROM orders WHERE id > 1000000");
        }
        assertThat(manifest.position()).isNotNull();
        assertThat(requireNonNull(manifest.position()).timeline()).isEqualTo(1);
        assertThat(Manifest.parse(manifest.toJson())).isEqualTo(manifest);
        assertThat(new String(manifest.toJson(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("secret-of-the-source");
    }

    @Test
    void aChangedRowIsNotEqualContent() throws Exception {
        // given: the manifest says what the snapshot held; one row of it is another
        var manifest = dump();
        var content = new ArrayList<TableContent>();
        for (var table : requireNonNull(manifest.source()).content()) {
            content.add(
                    table.table().equals("public.orders")
                            ? new TableContent(
                                    table.table(),
                                    table.columns(),
                                    table.rows(),
                                    table.hash() + "1")
                            : table);
        }

        // when, then
        assertThatThrownBy(() -> verify(manifest.withContent(content), ProofLevel.CONTENT_EQUAL))
                .isInstanceOf(VerificationFailedException.class)
                .hasMessageContaining("Expected the content of public.orders")
                .extracting("level")
                .isEqualTo(ProofLevel.CONTENT_EQUAL);
    }

    @Test
    void aMissingTableIsNotEqualContent() throws Exception {
        var manifest = dump();
        var content = new ArrayList<>(requireNonNull(manifest.source()).content());
        content.add(new TableContent("public.gone", "id integer", 1, "1"));

        assertThatThrownBy(() -> verify(manifest.withContent(content), ProofLevel.CONTENT_EQUAL))
                .hasMessageContaining("Expected table public.gone, but it is missing");
    }

    @Test
    void whatTheWholeServerHadIsBesideTheDumpAndCanBeRestored() throws Exception {
        source.execute("CREATE ROLE auditor IN ROLE \"shop keeper\" CONNECTION LIMIT 3");
        try {
            var manifest = dump();
            var globals = new java.io.ByteArrayOutputStream();
            var _ =
                    Pipeline.restore(
                            store, manifest.object("globals").orElseThrow(), dataKey, globals);

            assertThat(globals.toString(java.nio.charset.StandardCharsets.UTF_8))
                    .contains("CREATE ROLE auditor", "CONNECTION LIMIT 3")
                    .contains("GRANT \"shop keeper\" TO auditor")
                    .doesNotContain("SCRAM-SHA-256");
            assertThat(verify(manifest, ProofLevel.CONTENT_EQUAL)).hasSize(5);
        } finally {
            source.execute("DROP ROLE auditor");
        }
    }

    @Test
    void aStatementOfThePlanThatDoesNotAnswerTrueIsSaid() throws Exception {
        var manifest = dump();
        var verifier = new Verifier(source.tools(), workDir, DEADLINE);
        var good = "SELECT count(*) = 5000 FROM public.orders";

        verifier.verify(
                manifest,
                store,
                dataKey,
                _ -> null,
                ProofLevel.CONTENT_EQUAL,
                List.of(good),
                _ -> {});
        assertThatThrownBy(() ->
                        verifier.verify(
                                manifest,
                                store,
                                dataKey,
                                _ -> null,
                                ProofLevel.CONTENT_EQUAL,
                                List.of(good, "SELECT 1 = 2", "SELECT nonsense"),
                                _ -> {}))
                .hasMessageContaining("Expected true from \"SELECT 1 = 2\", but found f")
                .hasMessageContaining("nonsense");
    }

    @Test
    void everySpoiltCopyIsRefusedAndAVerifierThatPassesOneIsReported() throws Exception {
        var manifest = dump();
        Trial.Judge blind = (_, _, _, _, _, _, _) -> {};

        assertThat(trial(new Verifier(source.tools(), workDir, DEADLINE)::verify, manifest).run(1))
                .hasSize(3)
                .allMatch(Trial.Refused.class::isInstance);
        assertThat(trial(blind, manifest).run(1))
                .hasSize(3)
                .allMatch(Trial.Passed.class::isInstance);
    }

    private Trial trial(Trial.Judge judge, Manifest manifest) {
        return new Trial(judge, manifest, store, dataKey, _ -> null, ProofLevel.CONTENT_EQUAL);
    }

    @Test
    void aDumpThatCannotBeRestoredIsNotProvenAndLeavesNothing() throws Exception {
        // given: an object that is stored and sealed well, but is no dump
        var item =
                PIPELINE.store(
                        new java.io.ByteArrayInputStream(new byte[100_000]),
                        dataKey,
                        store,
                        "dump",
                        KEY,
                        () -> {});
        var manifest = manifest(item, database());

        // when, then
        assertThatThrownBy(() -> verify(manifest, ProofLevel.CONTENT_EQUAL))
                .isInstanceOf(VerificationFailedException.class)
                .hasMessageContaining("pg_restore")
                .extracting("level")
                .isEqualTo(ProofLevel.RESTORED);
    }

    @Test
    void whatAnEndedServiceLeftBehindIsSwept() throws Exception {
        // given
        var left = ThrowAwayServer.start(source.tools(), workDir);
        var verifier = new Verifier(source.tools(), workDir, DEADLINE);

        // when, then: what is in use is left alone, whoever uses it
        assertThat(verifier.sweep()).isZero();
        left.abandon();
        assertThat(verifier.sweep()).isEqualTo(1);
        left.close();
    }

    @Test
    void aKilledDumpLeavesNothingThatLooksLikeABackup() throws Exception {
        // given: enough rows for the dump to be in the middle
        source.execute(
                "CREATE TABLE bulk AS SELECT i, repeat(md5(i::text), 30) AS t FROM generate_series(1, 60000) i");
        var dump = PgDumpProbe.killing(source.tools(), PIPELINE, Clock.systemUTC(), DEADLINE);
        try {
            // when, then
            assertThatThrownBy(() -> dump.dump(source.database(), dataKey, store, FOLDER))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "Expected pg_dump to end with exit code 0, but found 137");
            assertThat(store.list("")).isEmpty();
            try (var files = Files.walk(folder)) {
                assertThat(files.filter(Files::isRegularFile)).isEmpty();
            }
        } finally {
            source.execute("DROP TABLE bulk");
        }
    }

    @Test
    void aServerThatCrashesInTheMiddleLeavesNothingThatLooksLikeABackup() throws Exception {
        try (var other = new SourceServer()) {
            other.execute(
                    "CREATE TABLE bulk AS SELECT i, md5(i::text) || md5((i + 1)::text) AS t FROM generate_series(1, 400000) i");
            var crashing = new WatchedStore(store, 1 << 20, () -> other.server().kill());

            assertThatThrownBy(() ->
                            new PgDump(other.tools(), PIPELINE, Clock.systemUTC(), DEADLINE)
                                    .dump(other.database(), null, crashing, FOLDER))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("pg_dump")
                    .hasMessageContaining("server closed the connection unexpectedly");
            assertThat(crashing.happened()).isTrue();
            assertThat(store.list("")).isEmpty();
            assertThat(ProcessHandle.current().descendants())
                    .noneMatch(p -> p.info().command().orElse("").endsWith("pg_dump"));
        }
    }

    @Test
    void whatPgDumpComplainsOfIsTheReason() {
        var wrong =
                new io.bascule.backup.dump.SourceDatabase(
                        "127.0.0.1",
                        source.port(),
                        "nowhere",
                        "postgres",
                        source.database().password());

        assertThatThrownBy(() ->
                        new PgDump(source.tools(), PIPELINE, Clock.systemUTC(), DEADLINE)
                                .dump(wrong, dataKey, store, FOLDER))
                .hasMessageContaining("database \"nowhere\" does not exist");
    }

    private Manifest dump() throws Exception {
        var dumped =
                new PgDump(source.tools(), PIPELINE, Clock.systemUTC(), DEADLINE)
                        .dump(source.database(), dataKey, store, FOLDER);
        return manifest(
                dumped.items(),
                requireNonNull(dumped.database()),
                dumped.position(),
                dumped.snapshotAt());
    }

    private List<Verification> verify(Manifest manifest, ProofLevel level) throws Exception {
        var passed = new ArrayList<Verification>();
        new Verifier(source.tools(), workDir, DEADLINE)
                .verify(manifest, store, dataKey, _ -> null, level, INDEXED, passed::add);
        return passed;
    }

    private static Manifest.Database database() {
        return new Manifest.Database("orders", "15", "UTF8", List.of(), List.of(), List.of());
    }

    private Manifest manifest(Manifest.Item item, Manifest.Database database) throws Exception {
        return manifest(List.of(item), database, null, Instant.EPOCH);
    }

    private Manifest manifest(
            List<Manifest.Item> items,
            Manifest.Database database,
            @Nullable Position position,
            Instant snapshotAt)
            throws Exception {
        return new Manifest(
                Manifest.FORMAT,
                ID,
                "orders",
                "nightly",
                PgDump.ENGINE,
                "test",
                snapshotAt,
                snapshotAt,
                snapshotAt,
                position,
                database,
                items,
                new Manifest.Encryption(DataKey.FORMAT, ID, keys.wrap(dataKey)),
                null,
                null);
    }
}
