package io.bascule.replication.lag;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReplicationEvent.LagSample;
import io.bascule.replication.database.SiteReading;
import io.bascule.replication.moment.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The source's positions with the times at which they were read, and the lag of a replica looked up
 * in them. Needs no clock but the monitor's and no write at the source.
 *
 * <p>The replica's position on disk is compared with source samples that were read <em>before</em>
 * it, on the same timeline of the same system only. It is not behind only if it has the newest of
 * them and that one is fresh: a source that is no longer read proves nothing.
 *
 * <p>Bounded: past its capacity the older half is thinned to every second sample. That makes old
 * answers coarser, never smaller: a gap beside the answer turns it into an upper bound.
 *
 * <p>Not for several threads.
 */
public final class LagRing {

    /** One position and the first and last time at which it was read. */
    private record Span(Position position, Moment first, Moment last) {}

    private final int capacity;
    private final Duration fresh;
    private final Duration gap;
    private final List<Span> spans = new ArrayList<>();

    /**
     * @param capacity samples kept, at least 4
     * @param fresh a reading older than this says nothing of now
     * @param gap two neighbouring samples further apart than this bound the lag, but do not fix it
     */
    public LagRing(int capacity, Duration fresh, Duration gap) {
        if (capacity < 4) {
            throw new IllegalArgumentException(
                    "Expected a capacity of at least 4, but found " + capacity);
        }
        this.capacity = capacity;
        this.fresh = fresh;
        this.gap = gap;
    }

    /** A position of the source and the moment before which it was reached. */
    public void add(Position position, Moment asked) {
        var newest = spans.isEmpty() ? null : spans.getLast();
        if (newest != null
                && (!newest.position().sameLine(position)
                        || newest.position().lsn().isAfter(position.lsn()))) {
            spans.clear();
            newest = null;
        }
        if (newest != null && newest.position().equals(position)) {
            spans.set(spans.size() - 1, new Span(position, newest.first(), asked));
            return;
        }
        if (spans.size() >= capacity) {
            thin();
        }
        spans.add(new Span(position, asked, asked));
    }

    private void thin() {
        var kept = new ArrayList<Span>(capacity);
        int half = spans.size() / 2;
        for (int i = 0; i < spans.size(); i++) {
            if (i >= half || i % 2 == 0) {
                kept.add(spans.get(i));
            }
        }
        spans.clear();
        spans.addAll(kept);
    }

    /** How far the replica is behind, as of its newest reading. */
    public Measurement measure(@Nullable SiteReading replica, Moment now) {
        if (spans.isEmpty()) {
            return Measurement.unknown("the source's position was never read on this timeline");
        }
        if (replica == null || replica.flushed() == null) {
            return Measurement.unknown("the replica's position is not known");
        }
        if (now.since(replica.asked()).compareTo(fresh) > 0) {
            return Measurement.unknown(
                    "the replica was last read " + seconds(now, replica.asked()) + " ago");
        }
        if (!replica.standby()) {
            return Measurement.unknown("the replica's server is not in recovery");
        }
        var flushed = replica.flushed();
        int newest = lastBefore(replica.answered());
        if (newest < 0) {
            return Measurement.unknown("the source was not read before the replica");
        }
        if (!spans.get(newest).position().sameLine(flushed)) {
            return Measurement.unknown(
                    "the replica is on timeline "
                            + flushed.timeline()
                            + " of "
                            + flushed.systemIdentifier()
                            + ", the source on "
                            + spans.get(newest).position().timeline()
                            + " of "
                            + spans.get(newest).position().systemIdentifier());
        }
        return located(replica, flushed, newest);
    }

    private Measurement located(SiteReading replica, Position flushed, int newest) {
        int covered = lastAtOrBefore(flushed.lsn(), newest);
        if (covered < 0) {
            return Measurement.unknown(
                    "the replica is behind the oldest sample, which is "
                            + seconds(replica.asked(), spans.getFirst().first())
                            + " old");
        }
        var source = spans.get(newest);
        var coveredUntil = earlier(spans.get(covered).last(), replica.answered());
        boolean sourceFresh = replica.asked().since(source.last()).compareTo(fresh) <= 0;
        if (covered == newest && sourceFresh) {
            return measured(LagQuality.EXACT, 0, replica, flushed, source, coveredUntil, "");
        }
        double atMost = Math.max(0, replica.answered().secondsSince(coveredUntil));
        if (!sourceFresh) {
            return measured(
                    LagQuality.UPPER_BOUND,
                    atMost,
                    replica,
                    flushed,
                    source,
                    coveredUntil,
                    "the source was last read "
                            + seconds(replica.asked(), source.last())
                            + " before; bytes are counted up to that reading");
        }
        var beyond = spans.get(covered + 1).first();
        if (beyond.since(coveredUntil).compareTo(gap) > 0) {
            return measured(
                    LagQuality.UPPER_BOUND,
                    atMost,
                    replica,
                    flushed,
                    source,
                    coveredUntil,
                    "the source was not sampled for "
                            + seconds(beyond, coveredUntil)
                            + " beside the replica's position");
        }
        double age = Math.max(0, replica.answered().secondsSince(beyond));
        return measured(LagQuality.EXACT, age, replica, flushed, source, coveredUntil, "");
    }

    private static Measurement measured(
            LagQuality quality,
            double lagSeconds,
            SiteReading replica,
            Position flushed,
            Span source,
            Moment coveredUntil,
            String detail) {
        var replayed = replica.replayed();
        var sample =
                new LagSample(
                        lagSeconds,
                        Math.max(0, source.position().lsn().minus(flushed.lsn())),
                        source.position(),
                        flushed,
                        replayed == null ? flushed.lsn() : replayed,
                        source.last().at(),
                        coveredUntil.at(),
                        replica.answered().at());
        return new Measurement(quality, sample, detail);
    }

    /** The newest sample that was first read by a moment; -1 if there is none. */
    private int lastBefore(Moment moment) {
        int i = spans.size() - 1;
        while (i >= 0 && spans.get(i).first().isAfter(moment)) {
            i--;
        }
        return i;
    }

    private int lastAtOrBefore(Lsn lsn, int newest) {
        int low = 0;
        int high = newest;
        int found = -1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (spans.get(middle).position().lsn().isAfter(lsn)) {
                high = middle - 1;
            } else {
                found = middle;
                low = middle + 1;
            }
        }
        return found;
    }

    private static Moment earlier(Moment a, Moment b) {
        return a.isAfter(b) ? b : a;
    }

    private static String seconds(Moment later, Moment earlier) {
        return String.format("%.1f s", later.secondsSince(earlier));
    }
}
