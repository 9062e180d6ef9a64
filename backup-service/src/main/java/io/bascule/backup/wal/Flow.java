package io.bascule.backup.wal;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the stream into the store. A block that comes whole is one object; one that comes slowly is
 * stored piece by piece, and once more as a whole when it is full, after which its pieces go.
 */
final class Flow {

    private static final Logger LOG = LoggerFactory.getLogger(Flow.class);

    private final Receiver receiver;
    private final WalArchive.Writer writer;
    private final SourceView view;
    private final String systemIdentifier;
    private final Route route;
    private final Tail tail;
    private final List<WalPiece> parts;
    private final Runnable firstStored;
    private @Nullable Instant upTo;
    private SourceView.@Nullable Mark mark;
    private @Nullable Lsn newest;
    private long lookedNanos;
    private long storedNanos;
    private long walBytes;
    private long storedBytes;
    private boolean changed = true;
    private boolean announced;

    /**
     * Of one session.
     *
     * @param upTo what is known of what is stored already
     * @param parts what is stored already of the block that comes next
     * @param firstStored run when the first piece is stored
     */
    Flow(
            Receiver receiver,
            WalArchive.Writer writer,
            SourceView view,
            String systemIdentifier,
            Route route,
            Tail tail,
            @Nullable Instant upTo,
            List<WalPiece> parts,
            Runnable firstStored) {
        this.receiver = receiver;
        this.writer = writer;
        this.view = view;
        this.systemIdentifier = systemIdentifier;
        this.route = route;
        this.tail = tail;
        this.upTo = upTo;
        this.parts = parts;
        this.firstStored = firstStored;
    }

    void begin() throws SQLException {
        storedNanos = System.nanoTime();
        look();
    }

    Lsn stored() {
        return tail.stored();
    }

    Lsn received() {
        return tail.received();
    }

    /** Whether everything of a timeline that was left has come. */
    boolean isAtEnd() {
        return route.end() != null && !route.end().isAfter(tail.received());
    }

    void take(ReplicationLink.Message.Log log) throws IOException {
        if (!log.start().equals(tail.received())) {
            throw new IOException(
                    "Expected the log to go on at "
                            + tail.received()
                            + ", but it went on at "
                            + log.start());
        }
        int offset = log.offset();
        int left = log.length();
        walBytes += left;
        while (left > 0) {
            int n = tail.take(log.bytes(), offset, left);
            offset += n;
            left -= n;
            if (tail.isFull()) {
                storeBlock();
            }
        }
    }

    /** Looks at the time; says whether something was stored. */
    boolean turn() throws SQLException, IOException {
        long now = System.nanoTime();
        boolean before = storedAll();
        var expected = mark;
        if (expected != null && !expected.position().lsn().isAfter(tail.received())) {
            if (tail.hasMore()) {
                upTo = later(upTo, expected.at());
                storePiece();
            }
            if (!expected.position().lsn().isAfter(tail.stored())) {
                upTo = later(upTo, expected.at());
                mark = null;
                say();
            }
        } else if (tail.hasMore() && now - storedNanos > receiver.every().toNanos()) {
            storePiece();
            say();
        }
        if (now - lookedNanos > receiver.every().toNanos()) {
            look();
        }
        return !before && storedAll();
    }

    private boolean storedAll() {
        return !tail.hasMore();
    }

    /** Stores what has come. */
    void end() throws IOException {
        if (tail.hasMore()) {
            storePiece();
        }
        say();
    }

    private void look() throws SQLException {
        lookedNanos = System.nanoTime();
        var seen = view.mark();
        boolean same =
                seen.position().systemIdentifier().equals(systemIdentifier)
                        && seen.position().timeline() == route.timeline();
        // The two connections may have ended at two servers while one takes over from the other.
        newest = same ? seen.position().lsn() : null;
        if (!same) {
            return;
        }
        var pending = mark;
        mark = pending == null ? seen : pending.within(seen.flushed());
    }

    private void storeBlock() throws IOException {
        Lsn end = tail.received();
        if (tail.hasMore()) {
            var whole =
                    writer.store(
                            route.timeline(),
                            tail.begin(),
                            end,
                            upTo,
                            tail.bytes(),
                            0,
                            tail.filledBytes());
            stored(whole);
            removeParts();
        }
        parts.clear();
        tail.next();
    }

    private void removeParts() {
        for (WalPiece part : parts) {
            try {
                writer.archive().store().delete(part.key());
            } catch (IOException | RuntimeException e) {
                // Such as an object lock. It does no harm, and is tried again with what expires.
                LOG.debug("Kept {}: {}", part.key(), e.getMessage());
            }
        }
    }

    private void storePiece() throws IOException {
        var piece =
                writer.store(
                        route.timeline(),
                        tail.stored(),
                        tail.received(),
                        upTo,
                        tail.bytes(),
                        tail.storedBytes(),
                        tail.filledBytes() - tail.storedBytes());
        parts.add(piece.piece());
        stored(piece);
    }

    private void stored(WalArchive.Stored piece) {
        tail.markStored();
        storedNanos = System.nanoTime();
        storedBytes += piece.bytes();
        if (!announced) {
            announced = true;
            boolean fresh = receiver.goOnFrom() != null;
            firstStored.run();
            if (fresh) {
                receiver.listener()
                        .copyWanted(
                                Receiver.at(
                                        systemIdentifier,
                                        piece.piece().timeline(),
                                        piece.piece().from()));
            }
        }
    }

    private void say() {
        Lsn at = tail.stored();
        Lsn seen = newest;
        boolean first = changed || receiver.wasInterrupted();
        changed = false;
        receiver.goesOn();
        receiver.listener()
                .progressed(
                        new WalListener.Progress(
                                writer.head().archiveId(),
                                new Position(systemIdentifier, route.timeline(), at),
                                upTo,
                                seen == null ? null : Math.max(0, seen.minus(at)),
                                walBytes,
                                storedBytes,
                                first));
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        return a == null ? b : b == null ? a : a.isAfter(b) ? a : b;
    }
}
