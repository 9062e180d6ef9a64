package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.policy.Slots;
import io.bascule.backup.wal.Receiver;
import io.bascule.backup.wal.WalListener;
import io.bascule.backup.wal.WalSlot;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.WalEvent.WalArchiveInterrupted;
import io.bascule.contracts.event.WalEvent.WalArchived;
import io.bascule.contracts.event.WalEvent.WalGapFound;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one receiver for each job whose log is archived and that this instance looks after. That no
 * two instances archive the same is the slot's doing, not this one's.
 */
final class WalDesk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WalDesk.class);

    private static final Duration SAY_EVERY = Duration.ofMinutes(1);
    private static final Duration SAY_INTERRUPTED_AFTER = Duration.ofSeconds(30);
    private static final Duration SAY_INTERRUPTED_EVERY = Duration.ofHours(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private final Plans plans;
    private final Archives archives;
    private final Sources sources;
    private final Ownership ownership;
    private final Desk desk;
    private final WalMetrics metrics;
    private final EventPublisher events;
    private final Clock clock;
    private final boolean follows;
    private final LeftSlots leftSlots;
    private final Semaphore wake = new Semaphore(0);
    private final Map<String, Held> held = new HashMap<>();
    private volatile boolean started;
    private volatile boolean stopped;

    private record Held(PlannedJob planned, Receiver receiver) {}

    /**
     * With these parts.
     *
     * @param follows false for an instance that only answers requests
     */
    WalDesk(
            Plans plans,
            Archives archives,
            Sources sources,
            Ownership ownership,
            Desk desk,
            WalMetrics metrics,
            EventPublisher events,
            Clock clock,
            LeftSlots leftSlots,
            boolean follows) {
        this.plans = plans;
        this.archives = archives;
        this.sources = sources;
        this.ownership = ownership;
        this.desk = desk;
        this.metrics = metrics;
        this.events = events;
        this.clock = clock;
        this.leftSlots = leftSlots;
        this.follows = follows;
    }

    /** To be called when the plans are there. */
    synchronized void start() {
        if (follows && !started) {
            started = true;
            Thread.ofVirtual().name("wal-desk").start(this::run);
        }
    }

    /** Jobs may have come, gone, or changed their place. */
    void wake() {
        wake.release();
    }

    private void run() {
        while (!stopped) {
            try {
                turn();
                leftSlots.remove();
            } catch (RuntimeException e) {
                LOG.error("Expected the archives to be looked through, but {}", e, e);
            }
            try {
                if (wake.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized void turn() {
        if (stopped) {
            return;
        }
        var wanted = new HashMap<String, PlannedJob>();
        for (PlannedJob planned : plans.all()) {
            if (planned.job().archive() != null) {
                wanted.put(planned.slot(), planned);
            }
        }
        held.entrySet()
                .removeIf(entry -> {
                    var planned = wanted.get(entry.getKey());
                    boolean stays =
                            planned != null
                                    && ownership.isMine(planned)
                                    && same(planned, entry.getValue().planned());
                    if (!stays) {
                        end(entry.getValue(), planned == null);
                    }
                    return !stays;
                });
        for (PlannedJob planned : wanted.values()) {
            if (ownership.isMine(planned) && !held.containsKey(planned.slot())) {
                held.put(planned.slot(), begin(planned));
            }
        }
    }

    /** A plan that is applied once more, unchanged, interrupts nothing. */
    private static boolean same(PlannedJob a, PlannedJob b) {
        return a.job().equals(b.job())
                && (a.job().source() != null || java.util.Objects.equals(a.plan(), b.plan()));
    }

    private Held begin(PlannedJob planned) {
        var archive = java.util.Objects.requireNonNull(planned.job().archive());
        String slot = WalSlot.name(planned.application(), planned.job().name());
        var receiver =
                new Receiver(
                        planned.slot(),
                        () -> sources.database(planned),
                        archives.writing(planned),
                        archive.every(),
                        slot,
                        new Words(planned, slot),
                        clock);
        LOG.info("Archives the log of {}", planned.slot());
        metrics.begins(planned.application(), planned.job().name());
        receiver.start();
        return new Held(planned, receiver);
    }

    /** A job that archives no more leaves nothing on the server that would fill its disk. */
    private static void end(Held held, boolean forGood) {
        held.receiver().close();
        if (!forGood) {
            return;
        }
        try {
            held.receiver().dropSlot();
            LOG.info("Archives the log of {} no more", held.planned().slot());
        } catch (SQLException | RuntimeException e) {
            LOG.error(
                    "Expected to remove slot {} of {}, but {}; remove it by hand, or the server keeps its log for ever",
                    held.receiver().slot(),
                    held.planned().slot(),
                    e.getMessage());
        }
    }

    /** What a receiver says, as facts at a bounded rate and as metrics. */
    private final class Words implements WalListener {

        private final PlannedJob planned;
        private final String slot;
        private long saidNanos;
        private @Nullable Instant saidInterrupted;

        Words(PlannedJob planned, String slot) {
            this.planned = planned;
            this.slot = slot;
        }

        @Override
        public void progressed(Progress progress) {
            var fact =
                    new WalArchived(
                            planned.application(),
                            planned.job().name(),
                            progress.archiveId(),
                            progress.position(),
                            progress.upTo(),
                            progress.behindBytes(),
                            progress.walBytes(),
                            progress.storedBytes());
            metrics.archived(fact);
            saidInterrupted = null;
            long now = System.nanoTime();
            boolean first = progress.changed() && progress.upTo() != null;
            if (first || now - saidNanos > SAY_EVERY.toNanos() || saidNanos == 0) {
                saidNanos = now;
                var _ = events.publishLater(fact, null);
            }
        }

        @Override
        public void interrupted(Instant since, String reason) {
            Instant now = clock.instant();
            Instant said = saidInterrupted;
            boolean due =
                    said == null
                            ? !now.isBefore(since.plus(SAY_INTERRUPTED_AFTER))
                            : !now.isBefore(said.plus(SAY_INTERRUPTED_EVERY));
            metrics.interrupted(planned.application(), planned.job().name());
            if (due) {
                saidInterrupted = now;
                var _ =
                        events.publishLater(
                                new WalArchiveInterrupted(
                                        planned.application(),
                                        planned.job().name(),
                                        since,
                                        reason,
                                        slot),
                                null);
            }
        }

        @Override
        public void gap(@Nullable Position from, Position to, String reason) {
            var _ =
                    events.publish(
                            new WalGapFound(
                                    planned.application(), planned.job().name(), from, to, reason));
        }

        @Override
        public void copyWanted(Position since) {
            // On a thread of its own: asking waits until the answer is on record.
            Thread.ofVirtual().name("copy-for-" + planned.slot()).start(() -> ask(since));
        }

        private void ask(Position since) {
            try {
                var _ =
                        desk.ask(
                                new Ask(
                                        planned.application(),
                                        planned.job().name(),
                                        "wal#"
                                                + Slots.slot(planned.application(), slot)
                                                + "#"
                                                + since,
                                        clock.instant(),
                                        "archive",
                                        null));
            } catch (RuntimeException e) {
                LOG.warn(
                        "Expected to ask for a copy of {}, but {}; its schedule brings the next",
                        planned.slot(),
                        e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        wake.release();
        synchronized (this) {
            held.values().forEach(each -> each.receiver().close());
            held.clear();
        }
    }
}
