package io.bascule.backup.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.backup.policy.BackupRecord;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which backup a request means. */
class RestoreRunTest {

    private static final BackupRecord READ = backup("read", ProofLevel.READABLE);
    private static final BackupRecord PROVEN = backup("proven", ProofLevel.RESTORED);

    @Test
    void withoutANameItIsTheNewestProvenOne() throws IOException {
        assertThat(RestoreRun.choose(List.of(READ, PROVEN), request(null))).isEqualTo(PROVEN);
        assertThat(RestoreRun.choose(List.of(READ, PROVEN), request("read"))).isEqualTo(READ);
    }

    @Test
    void ifNoneIsProvenTheOneThatCouldBeNamedIsSaid() {
        assertThatThrownBy(() -> RestoreRun.choose(List.of(READ), request(null)))
                .hasMessageContaining("Expected a proven backup of orders/uploads, but")
                .hasMessageContaining("read is complete and not proven: name it");
        assertThatThrownBy(() -> RestoreRun.choose(List.of(READ), request("other")))
                .hasMessage(
                        "Expected a complete backup other of orders/uploads, but the catalogue has none");
        assertThatThrownBy(() -> RestoreRun.choose(List.of(), request(null)))
                .hasMessageEndingWith("the catalogue has none");
    }

    private static RestoreRequested request(@Nullable String backupId) {
        return new RestoreRequested(
                "orders", backupId, "files", false, "ada", "test", "uploads", null, null);
    }

    private static BackupRecord backup(String id, ProofLevel level) {
        return new BackupRecord(
                "orders",
                id,
                "uploads",
                BackupRecord.Status.COMPLETED,
                "/backup-service/here",
                "files",
                "ada",
                "runner",
                Instant.EPOCH,
                Instant.EPOCH,
                "s3://bucket/manifest.json",
                1,
                1,
                1,
                level,
                null,
                null,
                0,
                0,
                null,
                null);
    }
}
