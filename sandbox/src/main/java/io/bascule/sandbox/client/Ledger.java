package io.bascule.sandbox.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the client was told about each of its orders. An order is written once, under an id of its
 * own, so its fate can be asked for afterwards. Safe for use by several threads.
 */
public final class Ledger {

    /** What the client knows. */
    public enum Fate {
        /** The commit was acknowledged. */
        ACKNOWLEDGED,
        /** It was refused before or at the commit: it cannot be there. */
        REFUSED,
        /** The connection broke after the commit was sent: it may be there or not. */
        IN_DOUBT
    }

    /** Numbers of orders by fate. */
    public record Counts(long acknowledged, long refused, long inDoubt) {}

    /**
     * Orders that the database lacks.
     *
     * @param acknowledged whose commit had been acknowledged
     * @param inDoubt that may have been committed
     */
    public record Missing(Set<Long> acknowledged, Set<Long> inDoubt) {

        public Missing {
            acknowledged = new TreeSet<>(acknowledged);
            inDoubt = new TreeSet<>(inDoubt);
        }

        /** These without those of an earlier comparison. */
        public Missing without(Missing earlier) {
            var newlyAcknowledged = new TreeSet<>(acknowledged);
            newlyAcknowledged.removeAll(earlier.acknowledged);
            var newlyInDoubt = new TreeSet<>(inDoubt);
            newlyInDoubt.removeAll(earlier.inDoubt);
            return new Missing(newlyAcknowledged, newlyInDoubt);
        }
    }

    private final List<Long> acknowledged = new ArrayList<>();
    private final List<Long> inDoubt = new ArrayList<>();
    private long refused;
    private long[] acknowledgedNanos = new long[1 << 14];

    /**
     * @param atNanos by {@link System#nanoTime}
     */
    synchronized void record(long id, Fate fate, long atNanos) {
        switch (fate) {
            case ACKNOWLEDGED -> {
                if (acknowledged.size() == acknowledgedNanos.length) {
                    acknowledgedNanos =
                            Arrays.copyOf(acknowledgedNanos, 2 * acknowledgedNanos.length);
                }
                acknowledgedNanos[acknowledged.size()] = atNanos;
                acknowledged.add(id);
                notifyAll();
            }
            case REFUSED -> refused++;
            case IN_DOUBT -> inDoubt.add(id);
        }
    }

    /** How many there are of each. */
    public synchronized Counts counts() {
        return new Counts(acknowledged.size(), refused, inDoubt.size());
    }

    /**
     * Waits until this many more orders have been acknowledged.
     *
     * @return whether they were, before the deadline
     */
    public synchronized boolean awaitAcknowledged(int more, java.time.Duration deadline)
            throws InterruptedException {
        long goal = acknowledged.size() + (long) more;
        long end = System.nanoTime() + deadline.toNanos();
        while (acknowledged.size() < goal) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /**
     * The longest time without an acknowledgement, over all connections, that ended after a moment:
     * from the last acknowledgement before to the first after it.
     *
     * @param fromNanos by {@link System#nanoTime}
     * @return seconds; empty if nothing was acknowledged before, or nothing after
     */
    public synchronized Optional<Double> longestSilence(long fromNanos) {
        var times = Arrays.copyOf(acknowledgedNanos, acknowledged.size());
        Arrays.sort(times);
        int first = 0;
        while (first < times.length && times[first] - fromNanos < 0) {
            first++;
        }
        if (first == 0 || first == times.length) {
            return Optional.empty();
        }
        long longest = 0;
        for (int i = first; i < times.length; i++) {
            longest = Math.max(longest, times[i] - times[i - 1]);
        }
        return Optional.of(longest / 1e9);
    }

    /** A copy of what is known now, to be compared with a database that is read afterwards. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(new HashSet<>(acknowledged), new HashSet<>(inDoubt));
    }

    /** What was known at one moment. */
    public record Snapshot(Set<Long> acknowledged, Set<Long> inDoubt) {

        /** The orders of it that are not among those of the database. */
        public Missing missingFrom(Set<Long> present) {
            var lost = new HashSet<>(acknowledged);
            lost.removeAll(present);
            var unclear = new HashSet<>(inDoubt);
            unclear.removeAll(present);
            return new Missing(lost, unclear);
        }
    }
}
