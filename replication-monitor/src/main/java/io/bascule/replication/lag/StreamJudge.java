package io.bascule.replication.lag;

import io.bascule.contracts.Position;
import io.bascule.contracts.event.ReplicationEvent;
import io.bascule.contracts.event.ReplicationEvent.ReplicationBroken;
import io.bascule.contracts.event.ReplicationEvent.ReplicationRestored;
import io.bascule.replication.database.SiteReading;
import io.bascule.replication.moment.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the replica receives. Broken: no receiver for a while, or a receiver that says it streams
 * while nothing arrives that the source has (a black hole, a frozen process). Restored: it streams
 * and its position has moved or has reached the source's. A replica that cannot be read changes
 * nothing: that is not known.
 *
 * <p>Not for several threads.
 */
public final class StreamJudge {

    private final String application;
    private final String sourceSite;
    private final String replicaSite;
    private final Duration patience;
    private boolean broken;
    private @Nullable Position lastFlushed;
    private @Nullable Moment lastProgress;
    private @Nullable Moment withoutReceiverSince;

    /**
     * @param patience how long a receiver may be away, or stand still behind the source, before the
     *     replication counts as broken
     */
    public StreamJudge(
            String application, String sourceSite, String replicaSite, Duration patience) {
        this.application = application;
        this.sourceSite = sourceSite;
        this.replicaSite = replicaSite;
        this.patience = patience;
    }

    /**
     * Takes a reading of the replica and the newest position of the source, null if none is fresh.
     */
    public Optional<ReplicationEvent> see(SiteReading replica, @Nullable Position source) {
        var now = replica.answered();
        var flushed = replica.flushed();
        boolean moved = flushed != null && !flushed.equals(lastFlushed);
        boolean level =
                flushed != null
                        && source != null
                        && flushed.sameLine(source)
                        && !source.lsn().isAfter(flushed.lsn());
        boolean behind = source != null && !level;
        if (moved || !behind || lastProgress == null) {
            lastProgress = now;
        }
        boolean first = lastFlushed == null;
        lastFlushed = flushed;
        if (replica.receiving()) {
            withoutReceiverSince = null;
        } else if (withoutReceiverSince == null) {
            withoutReceiverSince = now;
        }
        return broken
                ? restored(replica, (moved && !first) || level, now)
                : broke(replica, lastProgress, now);
    }

    /** Whether it was said last that the replica does not receive. */
    public boolean broken() {
        return broken;
    }

    private Optional<ReplicationEvent> broke(SiteReading replica, Moment progress, Moment now) {
        if (withoutReceiverSince != null
                && now.since(withoutReceiverSince).compareTo(patience) >= 0) {
            return say(withoutReceiverSince, "the replica has no receiver that streams");
        }
        if (replica.receiving() && now.since(progress).compareTo(patience) >= 0) {
            return say(progress, "the receiver says it streams, but nothing arrives");
        }
        return Optional.empty();
    }

    private Optional<ReplicationEvent> say(Moment since, String detail) {
        broken = true;
        return Optional.of(
                new ReplicationBroken(application, sourceSite, replicaSite, since.at(), detail));
    }

    private Optional<ReplicationEvent> restored(SiteReading replica, boolean arrives, Moment now) {
        if (!replica.receiving() || !arrives) {
            return Optional.empty();
        }
        broken = false;
        lastProgress = now;
        return Optional.of(new ReplicationRestored(application, sourceSite, replicaSite, now.at()));
    }
}
