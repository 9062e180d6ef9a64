package io.bascule.backup.desk;

import io.bascule.backup.policy.Slots;
import io.bascule.backup.policy.Slots.Holder;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupProgressed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.Stage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Which backups are being taken, and by whom, as the facts on record have it. */
final class Claims {

    /** A fact that was taken by the broker is read back within this time, or something is wrong. */
    private static final Duration READ_BACK_WITHIN = Duration.ofSeconds(30);

    private static final int REMEMBERED = 1_000;

    private final Runner self;
    private final Duration lease;
    private final Slots slots = new Slots();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();

    /** By event id: whoever had the job once that fact was on record. */
    private final Map<String, Holder> decided =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Holder> eldest) {
                    return size() > REMEMBERED;
                }
            };

    /** A process that was heard to prove a backup. */
    private record Prover(String runner, long heardNanos) {}

    /** By backup id: who else was last heard to prove it. */
    private final Map<String, Prover> provenElsewhere =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Prover> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Claims(Runner self, Duration lease) {
        this.self = self;
        this.lease = lease;
    }

    String runner() {
        return self.name();
    }

    void on(EventEnvelope<?> envelope) {
        if (!(envelope.event() instanceof BackupEvent event)) {
            return;
        }
        lock.lock();
        try {
            if (event instanceof BackupProgressed e
                    && e.stage() == Stage.VERIFYING
                    && !e.runner().equals(self.name())) {
                provenElsewhere.put(e.backupId(), new Prover(e.runner(), System.nanoTime()));
            }
            slots.on(event, System.nanoTime());
            if (event instanceof BackupStarted e) {
                slots.holder(e.application(), e.job())
                        .ifPresent(holder -> decided.put(envelope.id(), holder));
            }
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Who has the job now that this fact is on record; waits until it is read back.
     *
     * @throws IllegalStateException if it is not read back in time
     */
    Holder await(EventEnvelope<BackupStarted> begun) {
        long left = READ_BACK_WITHIN.toNanos();
        lock.lock();
        try {
            while (true) {
                var holder = decided.get(begun.id());
                if (holder != null) {
                    return holder;
                }
                if (left <= 0) {
                    throw new IllegalStateException(
                            "Expected to read back within "
                                    + READ_BACK_WITHIN
                                    + " that "
                                    + begun.event().backupId()
                                    + " has begun, but it was not there");
                }
                left = heard.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a claim was read back", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the end of that backup is read back, so that its job is free.
     *
     * @throws IllegalStateException if it is not read back in time
     */
    void awaitFreed(Holder ended) {
        long left = READ_BACK_WITHIN.toNanos();
        lock.lock();
        try {
            while (slots.ofBackup(ended.backupId()) != null) {
                if (left <= 0) {
                    throw new IllegalStateException(
                            "Expected to read back within "
                                    + READ_BACK_WITHIN
                                    + " that "
                                    + ended.backupId()
                                    + " has ended, but it was not there");
                }
                left = heard.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while an end was read back", e);
        } finally {
            lock.unlock();
        }
    }

    boolean isOwn(Holder holder) {
        return holder.runner().equals(self.name());
    }

    Optional<Holder> holder(String application, String job) {
        return locked(() -> slots.holder(application, job));
    }

    /**
     * Whether another process was heard to prove that backup within a third of the lease. What is
     * read again after a start counts as heard just now, unless its process is known to be gone.
     */
    boolean isProvenElsewhere(String backupId) {
        return locked(() -> {
            var prover = provenElsewhere.get(backupId);
            return prover != null
                    && System.nanoTime() - prover.heardNanos() < lease.toNanos() / 3
                    && !self.knowsGone(prover.runner());
        });
    }

    /** Whether somebody who may still live has that backup. */
    boolean isHeld(String backupId) {
        return locked(() -> {
            var holder = slots.ofBackup(backupId);
            return holder != null && !isLost(holder);
        });
    }

    /**
     * What is held by processes that are gone or silent for longer than the lease, and by this one
     * without being worked on, such as when the broker did not take its last word.
     *
     * @param worksHere whether this process works on a backup
     */
    List<Holder> lost(Predicate<String> worksHere) {
        return locked(() ->
                slots.held().stream()
                        .filter(holder ->
                                isOwn(holder)
                                        ? !worksHere.test(holder.backupId()) && isSilent(holder)
                                        : isLost(holder))
                        .toList());
    }

    private boolean isLost(Holder holder) {
        return !isOwn(holder) && (self.knowsGone(holder.runner()) || isSilent(holder));
    }

    private boolean isSilent(Holder holder) {
        return holder.silentFor(lease, System.nanoTime());
    }

    private <T> T locked(java.util.function.Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }

    /** How often a process must be heard of: several times within a lease. */
    long progressEveryMillis() {
        return Math.max(100, TimeUnit.NANOSECONDS.toMillis(lease.toNanos() / 6));
    }
}
