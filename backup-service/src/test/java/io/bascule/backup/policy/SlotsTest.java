package io.bascule.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupProgressed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who takes a backup is read off the record. */
class SlotsTest {

    private static final Duration LEASE = Duration.ofSeconds(60);

    private final Slots slots = new Slots();

    @Test
    void theFirstOnRecordHasTheJobUntilItsBackupEnds() {
        slots.on(started("one", "a"), 0);
        slots.on(started("two", "b"), 1);
        slots.on(started("one", "b"), 2);

        assertThat(holder().backupId()).isEqualTo("one");
        assertThat(holder().runner()).isEqualTo("a");

        slots.on(new BackupFailed("orders", "two", "nightly", "refused"), 3);
        assertThat(holder().backupId()).isEqualTo("one");
        slots.on(new BackupFailed("orders", "one", "nightly", "died"), 4);
        assertThat(slots.held()).isEmpty();
        slots.on(started("three", "b"), 5);
        assertThat(holder().runner()).isEqualTo("b");
    }

    @Test
    void onlyItsOwnWordsKeepALeaseAlive() {
        slots.on(started("one", "a"), 0);
        long late = LEASE.toNanos() + 1;

        slots.on(progressed("one", "b"), late);
        assertThat(holder().silentFor(LEASE, late)).isTrue();
        slots.on(progressed("one", "a"), late);
        assertThat(holder().silentFor(LEASE, late)).isFalse();
    }

    private Slots.Holder holder() {
        return slots.holder("orders", "nightly").orElseThrow();
    }

    private static BackupEvent started(String id, String runner) {
        return new BackupStarted("orders", id, "nightly", "pg_dump", "ada", runner);
    }

    private static BackupEvent progressed(String id, String runner) {
        return new BackupProgressed("orders", id, "nightly", runner, Stage.TAKING, 1, 1);
    }
}
