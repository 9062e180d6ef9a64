package io.bascule.backup.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.backup.dump.Captured;
import io.bascule.backup.dump.PgBaseBackup;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.seal.Keys;
import io.bascule.backup.store.Stores;
import io.bascule.backup.store.TestStores;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a whole server starts alone and is what the server said it sent. */
class BaseBackupTest {

    private static final String ID = "20261122T030000Z-0123456789ab";
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    @TempDir private Path folder;

    @Test
    void aCopyStartsAloneAndHoldsWhatWasCommitted() throws Exception {
        try (var source = new SourceServer();
                var stores = new Stores(TestStores.folderSettings())) {
            // given
            var keys = Keys.ring();
            var key = keys.newDataKey(ID);
            var store = stores.of(folder.toUri().toString());
            Path workDir = source.tools().temporaryFolder("bascule-base-");
            var copied =
                    new PgBaseBackup(
                                    source.tools(), new Pipeline(1, 1), Clock.systemUTC(), DEADLINE)
                            .copy(source.database(), key, store, "");
            var manifest = manifest(copied, keys.wrap(key));

            // when
            var verifier = new Verifier(source.tools(), workDir, DEADLINE);
            var passed = new ArrayList<Verification>();
            verifier.verify(
                    manifest,
                    store,
                    key,
                    _ -> null,
                    ProofLevel.CONTENT_EQUAL,
                    List.of("SELECT count(*) = 5000 FROM public.orders"),
                    passed::add);

            // then
            assertThat(passed).extracting(Verification::level).containsExactly(ProofLevel.values());
            assertThat(passed.get(3).restoreSeconds()).isPositive();
            assertThat(copied.position()).isNotNull();

            // and: a statement is really asked there
            assertThatThrownBy(() ->
                            verifier.verify(
                                    manifest,
                                    store,
                                    key,
                                    _ -> null,
                                    ProofLevel.CONTENT_EQUAL,
                                    List.of("SELECT count(*) = 1 FROM public.orders"),
                                    _ -> {}))
                    .isInstanceOf(VerificationFailedException.class)
                    .hasMessageContaining("but found f");
            try (var left = Files.list(workDir)) {
                assertThat(left).isEmpty();
            }
            Files.delete(workDir);
        }
    }

    private static Manifest manifest(
            Captured copied, List<io.bascule.backup.seal.WrappedKey> keys) {
        return new Manifest(
                Manifest.FORMAT,
                ID,
                "orders",
                "nightly",
                PgBaseBackup.ENGINE,
                "test",
                copied.snapshotAt(),
                copied.snapshotAt(),
                copied.snapshotAt(),
                copied.position(),
                copied.database(),
                copied.items(),
                new Manifest.Encryption(DataKey.FORMAT, ID, keys),
                null,
                null);
    }
}
