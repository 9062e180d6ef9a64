package io.bascule.backup.wal;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a receiver, from finding out where to go on to its end. */
final class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final Duration IDLE_LOOK = Duration.ofMillis(50);
    private static final long STATUS_EVERY_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long SILENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final Receiver receiver;
    private boolean stored;
    private @Nullable Position before;
    private @Nullable Position kept;

    Session(Receiver receiver) {
        this.receiver = receiver;
    }

    boolean hasStored() {
        return stored;
    }

    void run() throws SQLException, IOException {
        var archive = receiver.archiving().archive();
        try (var view = SourceView.open(receiver.source());
                var link = ReplicationLink.open(receiver.source())) {
            var contents = archive.contents();
            var server = link.identify();
            var segments = new Segments(view.segmentBytes());
            var slot = slot(view);
            var history = history(link, server.timeline());
            var route = route(contents, segments, server, history, slot);
            Lsn begin = Tail.blockStart(segments, route.from());
            link.start(receiver.slot(), route.timeline(), begin);
            // The slot is held from here on: nobody else writes.
            var writer =
                    receiver.archiving()
                            .writer(archive, contents, server.systemIdentifier(), segments);
            archiveHistories(writer, contents, history);
            var flow =
                    new Flow(
                            receiver,
                            writer,
                            view,
                            server.systemIdentifier(),
                            route,
                            new Tail(segments, begin, route.from()),
                            lastKnown(contents, server.systemIdentifier(), route),
                            parts(contents, server.systemIdentifier(), route, begin),
                            () -> {
                                stored = true;
                                receiver.goOnFrom(null);
                            });
            stream(link, flow);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while the log was received", e);
        }
    }

    /** What makes the server keep its log; one that it gave up is made anew. */
    private SourceView.Slot slot(SourceView view) throws SQLException {
        String name = receiver.slot();
        var slot = view.slot(name).orElse(null);
        if (slot != null && slot.lost()) {
            LOG.warn("Slot {} was given up by the server: it kept too much for it", name);
            view.dropSlot(name);
            slot = null;
        }
        if (slot == null) {
            view.createSlot(name);
            LOG.info("Made slot {}", name);
            slot = view.slot(name).orElse(null);
        }
        if (slot == null) {
            throw new SQLException("Expected slot " + name + ", but the server lost it at once");
        }
        return slot;
    }

    private static TimelineHistory history(ReplicationLink link, int timeline) throws SQLException {
        return timeline == 1
                ? new TimelineHistory(1, List.of())
                : TimelineHistory.parse(timeline, link.history(timeline));
    }

    private Route route(
            WalArchive.Contents contents,
            Segments segments,
            ReplicationLink.Identity server,
            TimelineHistory history,
            SourceView.Slot slot) {
        String system = server.systemIdentifier();
        Lsn restart = slot.restart() == null ? server.flushed() : slot.restart();
        Lsn oldest = segments.start(later(restart, history.begin()));
        kept = Receiver.at(system, server.timeline(), oldest);
        var wanted = receiver.goOnFrom();
        if (wanted != null
                && wanted.timeline() == server.timeline()
                && oldest.isAfter(wanted.lsn())) {
            // Given up once more, before anything of it was stored.
            wanted = kept;
            receiver.goOnFrom(kept);
        }
        if (wanted != null && wanted.systemIdentifier().equals(system)) {
            return new Route(
                    wanted.timeline(), wanted.lsn(), history.endOf(wanted.timeline()).orElse(null));
        }
        var route = Route.onwards(segments, contents.pieces(system), history).orElse(null);
        if (route != null) {
            before = Receiver.at(system, route.timeline(), route.from());
            return route;
        }
        if (!contents.holdsNothing()) {
            receiver.listener()
                    .gap(
                            null,
                            kept,
                            "Expected the server whose log is in the archive, or one that grew out of it, but found system "
                                    + system
                                    + " on timeline "
                                    + server.timeline());
        }
        receiver.goOnFrom(kept);
        return new Route(server.timeline(), oldest, null);
    }

    private static Lsn later(Lsn a, Lsn b) {
        return a.isAfter(b) ? a : b;
    }

    /**
     * The server has not the log that the archive needs next: the next session goes on from what it
     * has.
     *
     * @return false if that is what this session had tried already
     */
    boolean crossGap(String reason) {
        var to = kept;
        var from = before;
        if (to == null || from == null || to.equals(receiver.goOnFrom())) {
            return false;
        }
        LOG.warn("The log from {} to {} is lost: {}", from, to, reason);
        receiver.listener().gap(from, to, reason);
        receiver.goOnFrom(to);
        return true;
    }

    private static @Nullable Instant lastKnown(
            WalArchive.Contents contents, String system, Route route) {
        return contents.pieces(system).stream()
                .filter(piece -> piece.timeline() == route.timeline())
                .filter(piece -> !piece.to().isAfter(route.from()))
                .map(WalPiece::upTo)
                .filter(java.util.Objects::nonNull)
                .max(java.util.Comparator.naturalOrder())
                .orElse(null);
    }

    /** The pieces of the block that is being filled. */
    private static List<WalPiece> parts(
            WalArchive.Contents contents, String system, Route route, Lsn begin) {
        return new ArrayList<>(
                contents.pieces(system).stream()
                        .filter(piece -> piece.timeline() == route.timeline())
                        .filter(piece -> piece.to().isAfter(begin))
                        .toList());
    }

    /** The server's past is asked for on another connection: the first one streams already. */
    private void archiveHistories(
            WalArchive.Writer writer, WalArchive.Contents contents, TimelineHistory history)
            throws SQLException, IOException {
        if (history.timeline() == 1) {
            return;
        }
        String own = writer.archive().folderOf(writer.head().archiveId());
        try (var link = ReplicationLink.open(receiver.source())) {
            for (int timeline : history.lineage()) {
                boolean has =
                        contents.histories().stream()
                                .anyMatch(key ->
                                        key.startsWith(own)
                                                && WalArchive.timelineOfHistory(key) == timeline);
                if (timeline > 1 && !has) {
                    try {
                        writer.storeHistory(timeline, link.history(timeline));
                    } catch (SQLException e) {
                        if (timeline == history.timeline()) {
                            throw e;
                        }
                        // What came before the last fork stands in the newest history, too.
                        LOG.info("The server has no history of timeline {}", timeline);
                        return;
                    }
                }
            }
        }
    }

    private void stream(ReplicationLink link, Flow flow)
            throws SQLException, IOException, InterruptedException {
        long heard = System.nanoTime();
        long told = heard;
        flow.begin();
        while (!receiver.isStopped()) {
            var message = link.read();
            long now = System.nanoTime();
            boolean answer = false;
            switch (message) {
                case null -> {
                    if (now - heard > SILENCE_NANOS) {
                        throw new IOException(
                                "Expected a sign of life of the server within 60 s, but heard none");
                    }
                    if (flow.isAtEnd()) {
                        flow.end();
                        return;
                    }
                    var _ = receiver.awaitStopped(IDLE_LOOK);
                }
                case ReplicationLink.Message.Log log -> {
                    heard = now;
                    flow.take(log);
                    if (flow.isAtEnd()) {
                        // The server's word of the end would be followed by a wait for ours.
                        flow.end();
                        link.confirm(flow.stored(), flow.received(), false);
                        return;
                    }
                }
                case ReplicationLink.Message.Alive alive -> {
                    heard = now;
                    answer = alive.wantsAnswer();
                }
            }
            boolean moved = flow.turn();
            if (answer || moved || now - told > STATUS_EVERY_NANOS) {
                told = now;
                link.confirm(flow.stored(), flow.received(), now - heard > STATUS_EVERY_NANOS);
            }
        }
        flow.end();
        link.confirm(flow.stored(), flow.received(), false);
    }
}
