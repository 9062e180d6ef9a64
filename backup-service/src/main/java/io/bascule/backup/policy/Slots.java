package io.bascule.backup.policy;

import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupProgressed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.RestoreEvent;
import io.bascule.contracts.event.WalEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who takes the backup of each job, read off the facts in the order in which they are on record: of
 * several processes that begin one, the first on record has it. All facts of an application lie in
 * one partition, so every process that reads them comes to the same answer, and no other lock is
 * needed. A process that is silent for longer than its lease has lost what it held.
 *
 * <p>Times are readings of one monotonic clock, of when a fact was heard and not of when it was
 * said: no other machine's clock matters, nor does one that was set.
 */
public final class Slots {

    /** No process is named in facts of old. */
    private static final String NOBODY = "";

    private final Map<String, Holder> bySlot = new HashMap<>();

    /** Who has a job, since when it was last heard. */
    public record Holder(
            String application,
            String job,
            String backupId,
            String runner,
            long begunNanos,
            long heardNanos) {

        /** Whether it has been silent for longer than this. */
        public boolean silentFor(Duration lease, long nowNanos) {
            return nowNanos - heardNanos > lease.toNanos();
        }

        private Holder heard(long nanos) {
            return new Holder(application, job, backupId, runner, begunNanos, nanos);
        }
    }

    /** The name of a job's slot. */
    public static String slot(String application, String job) {
        return application + "/" + job;
    }

    /** Takes the next fact on record in. */
    public void on(BackupEvent event, long heardNanos) {
        switch (event) {
            case BackupStarted e ->
                    bySlot.putIfAbsent(
                            slot(e.application(), e.job()),
                            new Holder(
                                    e.application(),
                                    e.job(),
                                    e.backupId(),
                                    e.runner() == null ? NOBODY : e.runner(),
                                    heardNanos,
                                    heardNanos));
            case BackupProgressed e ->
                    bySlot.computeIfPresent(
                            slot(e.application(), e.job()),
                            (_, holder) ->
                                    holder.backupId().equals(e.backupId())
                                                    && holder.runner().equals(e.runner())
                                            ? holder.heard(heardNanos)
                                            : holder);
            case BackupCompleted e -> free(e.application(), e.job(), e.backupId());
            case BackupFailed e -> free(e.application(), e.job(), e.backupId());
            case BackupEvent.BackupVerified _,
                    BackupEvent.BackupVerificationFailed _,
                    BackupEvent.BackupExpired _,
                    BackupEvent.BackupRewrapped _,
                    BackupEvent.VerificationStarted _,
                    BackupEvent.VerificationRefused _,
                    BackupEvent.VerificationInterrupted _,
                    BackupEvent.RetentionReviewed _,
                    BackupEvent.VerifierProven _,
                    BackupEvent.VerifierBroken _,
                    RestoreEvent.RestoreStarted _,
                    RestoreEvent.RestoreProgressed _,
                    RestoreEvent.RestoreCompleted _,
                    RestoreEvent.RestoreFailed _,
                    WalEvent.WalArchived _,
                    WalEvent.WalArchiveInterrupted _,
                    WalEvent.WalGapFound _ -> {
                // None of these begins or ends the taking of a backup.
            }
        }
    }

    private void free(String application, String job, String backupId) {
        bySlot.computeIfPresent(
                slot(application, job),
                (_, holder) -> holder.backupId().equals(backupId) ? null : holder);
    }

    /** Who has a job; empty if it is free. */
    public Optional<Holder> holder(String application, String job) {
        return Optional.ofNullable(bySlot.get(slot(application, job)));
    }

    /** Whoever has that backup; null if nobody. */
    public @Nullable Holder ofBackup(String backupId) {
        return bySlot.values().stream()
                .filter(h -> h.backupId().equals(backupId))
                .findFirst()
                .orElse(null);
    }

    /** All that is held. */
    public List<Holder> held() {
        return List.copyOf(bySlot.values());
    }
}
