package io.bascule.replication.ledger;

import io.bascule.backbone.EventPublisher;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.LedgerEvent.Commit;
import io.bascule.replication.database.Address;
import io.bascule.replication.database.Line;
import io.bascule.replication.database.LineException;
import io.bascule.replication.ledger.LedgerLine.Found;
import io.bascule.replication.ledger.LedgerLine.Slot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ledger of one application at one active site: opens a reader as soon as the server and
 * its slot stand, replaces one that has failed, names a gap where there may be one, and closes it
 * for good when a planned stop asks for it.
 *
 * <p>Retries go on for as long as the site is the active one, with a wait that doubles from 0.25 s
 * to 4 s: a ledger that is not read is a fact to be repaired, not a reason to give up.
 */
public final class LedgerKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerKeeper.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);
    private static final Duration MARK_EVERY = Duration.ofSeconds(1);
    private static final Duration QUESTION = Duration.ofSeconds(2);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    /** A slot that is not there for this long is reported. */
    private static final Duration SLOT_PATIENCE = Duration.ofSeconds(10);

    /** How far a closed ledger came. */
    public record Closed(Lsn recordedUpTo, boolean drained, String detail) {}

    private final String application;
    private final String site;
    private final Address server;
    private final Path folder;
    private final LedgerVoice voice;
    private final LongSupplier settledEpoch;
    private final LedgerMeter meter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;

    private boolean stopped;
    private boolean nudged;
    private long heldUnder;
    private @Nullable LedgerReader reader;
    private @Nullable LedgerLine line;
    private @Nullable LedgerProgress progress;
    private @Nullable Long slotMissingSince;
    private boolean missingSaid;
    private String lastTrouble = "";

    /**
     * @param folder where progress is kept
     * @param settledEpoch the newest epoch that is over, by the facts
     */
    public LedgerKeeper(
            String application,
            String site,
            Address server,
            Path folder,
            EventPublisher publisher,
            LongSupplier settledEpoch,
            LedgerMeter meter) {
        this.application = application;
        this.site = site;
        this.server = server;
        this.folder = folder;
        this.voice = new LedgerVoice(application, site, publisher, meter);
        this.settledEpoch = settledEpoch;
        this.meter = meter;
        this.thread = Thread.ofVirtual().name("ledger-keeper-" + server.label()).start(this::run);
    }

    private void run() {
        var wait = FIRST_WAIT;
        try {
            while (!isStopped()) {
                boolean wasRead = false;
                try {
                    wasRead = readOnce();
                } catch (LineException e) {
                    trouble(e.reason());
                } catch (RuntimeException e) {
                    LOG.warn("The ledger of {} is not read: {}", server, e.toString(), e);
                }
                meter.open(false);
                wait = wasRead ? FIRST_WAIT : wait;
                pause(wait);
                wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads until the reader ends; false if it could not be opened. */
    private boolean readOnce() throws LineException, InterruptedException {
        try (var asked = new LedgerServer(new Line(server), QUESTION)) {
            var found = asked.find(site);
            if (found.standby()) {
                trouble("the server is in recovery");
                return false;
            }
            var known = progressOf(found.line());
            if (held(known)) {
                return false;
            }
            if (!(found.slot() instanceof Slot.Stands slot)) {
                missing(found, known);
                return false;
            }
            if (slot.active()) {
                trouble("its slot is in use");
                return false;
            }
            var opened = open(found.line(), slot, known);
            if (opened == null) {
                return false;
            }
            meter.open(true);
            lastTrouble = "";
            return follow(opened, asked);
        }
    }

    private LedgerProgress progressOf(LedgerLine found) {
        lock.lock();
        try {
            if (progress == null || !found.equals(line)) {
                progress = new LedgerProgress(folder, application, found);
                line = found;
                var kept = progress.kept();
                heldUnder = Math.max(heldUnder, kept == null ? 0 : kept.closedUnderEpoch());
            }
            return progress;
        } finally {
            lock.unlock();
        }
    }

    /** Says what stands in the way once, not at every retry. */
    private void trouble(String what) {
        if (!what.equals(lastTrouble)) {
            lastTrouble = what;
            LOG.info("The ledger of {} is not read: {}", server, what);
        }
    }

    /** Whether it was closed under an epoch of which the facts do not say yet how it ended. */
    private boolean held(LedgerProgress known) {
        lock.lock();
        try {
            if (heldUnder > settledEpoch.getAsLong()) {
                return true;
            }
            heldUnder = 0;
        } finally {
            lock.unlock();
        }
        known.closedUnder(0);
        return false;
    }

    private void missing(Found found, LedgerProgress known) {
        long now = System.nanoTime();
        if (slotMissingSince == null) {
            slotMissingSince = now;
        }
        if (!missingSaid && now - slotMissingSince >= SLOT_PATIENCE.toNanos()) {
            missingSaid = true;
            var kept = known.kept();
            voice.gap(
                    found.line(),
                    kept == null ? found.flushed() : kept.recordedUpTo(),
                    "the server has no logical slot " + LedgerServer.SLOT);
        }
    }

    private @Nullable LedgerReader open(LedgerLine found, Slot.Stands slot, LedgerProgress known) {
        slotMissingSince = null;
        missingSaid = false;
        var kept = known.kept();
        if (kept != null && slot.confirmed().isAfter(kept.recordedUpTo())) {
            voice.gap(
                    found,
                    kept.recordedUpTo(),
                    "the slot holds commits after " + slot.confirmed() + " only");
        }
        lock.lock();
        try {
            if (stopped || heldUnder > settledEpoch.getAsLong()) {
                return null;
            }
            voice.opened(found, slot.confirmed());
            known.recorded(slot.confirmed());
            reader = LedgerReader.start(server, found, (c, upTo) -> take(found, known, c, upTo));
            return reader;
        } finally {
            lock.unlock();
        }
    }

    private boolean follow(LedgerReader opened, LedgerServer asked)
            throws LineException, InterruptedException {
        while (true) {
            try {
                String error = opened.ended().get(MARK_EVERY.toNanos(), TimeUnit.NANOSECONDS);
                if (error != null) {
                    LOG.warn("The ledger of {} is not read any more: {}", server, error);
                }
                return meter.recordedAnything();
            } catch (TimeoutException e) {
                mark(asked);
            } catch (ExecutionException e) {
                throw new IllegalStateException("The ledger's reader ended badly", e);
            }
        }
    }

    private void mark(LedgerServer asked) {
        try {
            asked.mark();
        } catch (LineException e) {
            // The reader sees for itself whether the server is gone.
            LOG.debug("The ledger's mark was not written: {}", e.reason());
        }
    }

    /** Records what is not on the broker yet: after a restart the slot gives some again. */
    private void take(LedgerLine found, LedgerProgress known, List<Commit> commits, Lsn upTo) {
        var kept = known.kept();
        var fresh =
                commits.stream()
                        .filter(c -> kept == null || c.end().isAfter(kept.recordedUpTo()))
                        .toList();
        voice.recorded(found, fresh);
        known.recorded(upTo);
    }

    /**
     * Drains and detaches, and stays so until the epoch is settled. Asked again it says the same.
     *
     * @param drainWithin how long to wait for what was committed before the call
     */
    public Closed closeUnder(long epoch, Duration drainWithin) throws InterruptedException {
        LedgerReader open;
        LedgerLine of;
        LedgerProgress known;
        identify();
        lock.lock();
        try {
            heldUnder = Math.max(heldUnder, epoch);
            open = reader;
            of = line;
            known = progress;
        } finally {
            lock.unlock();
        }
        if (of == null || known == null) {
            return new Closed(Lsn.ZERO, false, "the ledger was never opened");
        }
        boolean wasClosed = known.kept() != null && known.kept().closedUnderEpoch() == epoch;
        String undrained = "";
        if (open != null && !open.ended().isDone()) {
            undrained = drain(known, drainWithin);
            if (!open.close(CLOSE_WITHIN)) {
                LOG.warn("The ledger's reader at {} did not end within {}", server, CLOSE_WITHIN);
            }
        } else if (!wasClosed) {
            undrained = "the ledger was not being read";
        }
        var kept = known.kept();
        var upTo = kept == null ? Lsn.ZERO : kept.recordedUpTo();
        if (!wasClosed) {
            if (!undrained.isEmpty()) {
                voice.gap(of, upTo, "closed before it was drained: " + undrained);
            }
            known.closedUnder(epoch);
            voice.closed(of, upTo);
        }
        return new Closed(upTo, undrained.isEmpty(), undrained);
    }

    /** A command that comes right after a start may be the first to ask which line this is. */
    private void identify() {
        lock.lock();
        try {
            if (line != null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        try (var asked = new LedgerServer(new Line(server), QUESTION)) {
            var found = asked.find(site);
            if (!found.standby()) {
                var _ = progressOf(found.line());
            }
        } catch (LineException e) {
            LOG.warn("The ledger's server is not known: {}", e.reason());
        }
    }

    /** Empty when drained; otherwise what stood in the way. */
    private String drain(LedgerProgress known, Duration within) throws InterruptedException {
        Lsn target;
        try (var asked = new LedgerServer(new Line(server), QUESTION)) {
            target = asked.flushed();
            asked.mark();
        } catch (LineException e) {
            return e.reason();
        }
        if (known.await(target, within)) {
            return "";
        }
        var kept = known.kept();
        return "commits up to "
                + target
                + " were asked for, those up to "
                + (kept == null ? Lsn.ZERO : kept.recordedUpTo())
                + " were recorded in "
                + within.toMillis()
                + " ms";
    }

    /** The facts have moved: a closed ledger may be due to be opened again. */
    public void factsMoved() {
        lock.lock();
        try {
            nudged = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (!stopped && !nudged && left > 0) {
                left = changed.awaitNanos(left);
            }
            nudged = false;
        } finally {
            lock.unlock();
        }
    }

    /** Detaches; does not wait for a server that does not answer. */
    @Override
    public void close() {
        LedgerReader open;
        lock.lock();
        try {
            stopped = true;
            open = reader;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (open != null) {
            try {
                var _ = open.close(CLOSE_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        thread.interrupt();
        meter.open(false);
    }
}
