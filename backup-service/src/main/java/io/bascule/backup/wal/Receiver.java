package io.bascule.backup.wal;

import io.bascule.backup.dump.SourceDatabase;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives the log of one server for as long as it lives. Whoever streams from the slot archives:
 * the server lets one do so. What is not stored stays on the server, so that a receiver that dies,
 * or a store that refuses, costs nothing but disk there. It keeps nothing of its own: where to go
 * on is read off the store.
 */
public final class Receiver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

    private static final String IN_USE = "55006";
    private static final String NO_SUCH_FILE = "58P01";
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration WHILE_ANOTHER_HAS_IT = Duration.ofSeconds(5);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

    private final String name;
    private final Supplier<SourceDatabase> source;
    private final Archiving archiving;
    private final Duration every;
    private final String slot;
    private final WalListener listener;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;
    private @Nullable Instant interruptedSince;

    /** After a gap: from where the log is taken, whatever the store holds. */
    private @Nullable Position goOnFrom;

    /** Opens the archive to write into, once the slot is held. */
    public interface Archiving {

        /** What the store has. */
        WalArchive archive();

        /**
         * The archive of a server.
         *
         * @param contents of the store
         */
        WalArchive.Writer writer(
                WalArchive archive,
                WalArchive.Contents contents,
                String systemIdentifier,
                Segments segments)
                throws IOException;
    }

    /**
     * Of one job.
     *
     * @param source asked at each connection
     * @param every what was received is stored after this time at the latest
     */
    public Receiver(
            String name,
            Supplier<SourceDatabase> source,
            Archiving archiving,
            Duration every,
            String slot,
            WalListener listener,
            Clock clock) {
        this.name = name;
        this.source = source;
        this.archiving = archiving;
        this.every = every;
        this.slot = slot;
        this.listener = listener;
        this.clock = clock;
    }

    /** Begins, on a thread of its own. */
    public void start() {
        thread = Thread.ofPlatform().name("wal-" + name).daemon().start(this::run);
    }

    /** The slot on the server. */
    public String slot() {
        return slot;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isStopped()) {
            var session = new Session(this);
            try {
                session.run();
                pause = Duration.ZERO;
            } catch (SQLException e) {
                pause = failed(session, e, pause);
            } catch (IOException | RuntimeException e) {
                pause = failed(session, e, pause);
            }
            try {
                if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Says what is wrong, unless another instance has it, and for how long to wait. */
    private Duration failed(Session session, Exception e, Duration before) {
        if (isStopped()) {
            return Duration.ZERO;
        }
        String state = e instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
        if (state.equals(IN_USE)) {
            LOG.debug("The log of {} is archived by another process: {}", name, e.getMessage());
            interruptedSince = null;
            return WHILE_ANOTHER_HAS_IT;
        }
        if (state.equals(NO_SUCH_FILE) && session.crossGap(String.valueOf(e.getMessage()))) {
            return Duration.ZERO;
        }
        Instant since = interruptedSince;
        if (since == null || session.hasStored()) {
            since = clock.instant();
            interruptedSince = since;
        }
        LOG.warn("The log of {} is not archived: {}", name, e.getMessage());
        listener.interrupted(since, String.valueOf(e.getMessage()));
        if (session.hasStored()) {
            return FIRST_PAUSE;
        }
        var next = before.multipliedBy(2);
        return next.compareTo(FIRST_PAUSE) < 0
                ? FIRST_PAUSE
                : next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    SourceDatabase source() {
        return source.get();
    }

    Archiving archiving() {
        return archiving;
    }

    Duration every() {
        return every;
    }

    WalListener listener() {
        return listener;
    }

    @Nullable Position goOnFrom() {
        return goOnFrom;
    }

    void goOnFrom(@Nullable Position position) {
        goOnFrom = position;
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    boolean awaitStopped(Duration atMost) throws InterruptedException {
        return stopped.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the store is behind because of something that was said. */
    boolean wasInterrupted() {
        return interruptedSince != null;
    }

    void goesOn() {
        interruptedSince = null;
    }

    /** Where a position of the log that nobody has any more would have been. */
    static Position at(String systemIdentifier, int timeline, Lsn lsn) {
        return new Position(systemIdentifier, timeline, lsn);
    }

    /**
     * Removes the slot, after the end: from then on the server keeps nothing for this job.
     *
     * @throws SQLException if the server could not be asked, or another process uses it
     */
    public void dropSlot() throws SQLException {
        var _ = WalSlot.drop(source(), slot);
    }

    /** Ends; what was received and is not stored comes again from the server. */
    @Override
    public void close() {
        stopped.countDown();
        var running = thread;
        if (running == null) {
            return;
        }
        try {
            if (!running.join(ENDS_WITHIN)) {
                LOG.warn("Expected the archive of {} to end within {}", name, ENDS_WITHIN);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
