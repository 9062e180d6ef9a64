package io.bascule.sandbox.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the client was told about each of its transactions. A row is written once, under an id of
 * its own, so its fate can be asked for afterwards. From the moment its commit is sent until the
 * answer is here a transaction is in doubt: whenever the books are looked at, nothing that may have
 * been committed is missing from them. Safe for use by several threads.
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

    /** Numbers of transactions by fate; of those rolled back the number of rows. */
    public record Counts(long acknowledged, long refused, long rolledBackRows, long inDoubt) {}

    /**
     * Rows that the database lacks, by id.
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
    private final Set<Long> inDoubt = new HashSet<>();
    private final BitSet rolledBack = new BitSet();

    /** Transactions of anything but one single order, by each id in them. */
    private final Map<Long, Written> several = new HashMap<>();

    private final List<Written> uncounted = new ArrayList<>();
    private final Map<Long, Long> acknowledgedAt = new HashMap<>();
    private long transactions;
    private long transactionsInDoubt;
    private long refused;
    private long[] acknowledgedNanos = new long[1 << 14];

    /** Its commit is about to be sent: from now on it may be there. */
    synchronized void sends(Written transaction) {
        inDoubt.addAll(transaction.ids());
        transactionsInDoubt++;
        if (!transaction.what().equals(Written.ORDER)) {
            transaction.ids().forEach(id -> several.put(id, transaction));
        }
    }

    /**
     * The answer to a commit that was sent; without one it stays in doubt.
     *
     * @param atNanos by {@link System#nanoTime}
     */
    synchronized void answered(Written transaction, Fate fate, long atNanos) {
        switch (fate) {
            case ACKNOWLEDGED -> {
                isOver(transaction);
                acknowledge(transaction, atNanos);
            }
            case REFUSED -> {
                isOver(transaction);
                transaction.ids().forEach(this::takesBack);
                refused++;
            }
            case IN_DOUBT -> {
                // It was so before, and stays so.
            }
        }
    }

    private void isOver(Written transaction) {
        transactionsInDoubt--;
        transaction.ids().forEach(inDoubt::remove);
    }

    private void acknowledge(Written transaction, long atNanos) {
        if (transactions == acknowledgedNanos.length) {
            acknowledgedNanos = Arrays.copyOf(acknowledgedNanos, 2 * acknowledgedNanos.length);
        }
        acknowledgedNanos[(int) transactions] = atNanos;
        transactions++;
        acknowledged.addAll(transaction.ids());
        transaction.ids().forEach(id -> acknowledgedAt.put(id, atNanos));
        if (!transaction.counts()) {
            uncounted.add(transaction);
        }
        notifyAll();
    }

    /** An order that was refused before its commit could be sent. */
    synchronized void refuses() {
        refused++;
    }

    /** A row that was taken back, or whose commit is never sent: it cannot be there. */
    synchronized void takesBack(long id) {
        rolledBack.set((int) id);
    }

    /** How many there are of each. */
    public synchronized Counts counts() {
        return new Counts(transactions, refused, rolledBack.cardinality(), transactionsInDoubt);
    }

    /**
     * Waits until this many more transactions have been acknowledged.
     *
     * @return whether they were, before the deadline
     */
    public synchronized boolean awaitAcknowledged(int more, java.time.Duration deadline)
            throws InterruptedException {
        long goal = transactions + more;
        long end = System.nanoTime() + deadline.toNanos();
        while (transactions < goal) {
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
        var times = Arrays.copyOf(acknowledgedNanos, (int) transactions);
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

    /**
     * Seconds between the first and the last acknowledgement of these rows; 0 for fewer than two.
     */
    public synchronized double spanOf(Set<Long> ids) {
        var times = ids.stream().map(acknowledgedAt::get).filter(t -> t != null).toList();
        if (times.size() < 2) {
            return 0;
        }
        long first = times.getFirst();
        // By difference: the origin of this clock is arbitrary.
        long earliest = times.stream().mapToLong(t -> t - first).min().orElse(0);
        long latest = times.stream().mapToLong(t -> t - first).max().orElse(0);
        return (latest - earliest) / 1e9;
    }

    /** A copy of what is known now, to be compared with a database that is read afterwards. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(
                new HashSet<>(acknowledged),
                new HashSet<>(inDoubt),
                (BitSet) rolledBack.clone(),
                Map.copyOf(several),
                List.copyOf(uncounted));
    }

    /** What was known at one moment. */
    public static final class Snapshot {

        private final Set<Long> acknowledged;
        private final Set<Long> inDoubt;
        private final BitSet rolledBack;
        private final Map<Long, Written> several;
        private final List<Written> uncounted;

        private Snapshot(
                Set<Long> acknowledged,
                Set<Long> inDoubt,
                BitSet rolledBack,
                Map<Long, Written> several,
                List<Written> uncounted) {
            this.acknowledged = acknowledged;
            this.inDoubt = inDoubt;
            this.rolledBack = rolledBack;
            this.several = several;
            this.uncounted = uncounted;
        }

        /** The rows of it that are not among those of the database. */
        public Missing missingFrom(Set<Long> present) {
            var lost = new HashSet<>(acknowledged);
            lost.removeAll(present);
            var unclear = new HashSet<>(inDoubt);
            unclear.removeAll(present);
            return new Missing(lost, unclear);
        }

        /** The transaction of a row. */
        public Written transactionOf(long id) {
            var transaction = several.get(id);
            return transaction == null ? Written.order(id) : transaction;
        }

        /** Whether the client took it back, or never sent its commit. */
        public boolean isRolledBack(long id) {
            return rolledBack.get((int) id);
        }

        /** Those of the rows that were taken back. */
        public Set<Long> rolledBackAmong(Set<Long> ids) {
            var found = new TreeSet<Long>();
            ids.stream().filter(this::isRolledBack).forEach(found::add);
            return found;
        }

        /** Acknowledged transactions that changed no published table. */
        public List<Written> uncounted() {
            return uncounted;
        }
    }
}
