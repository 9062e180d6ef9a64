package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The lost transactions that one run listed, all parts together. */
final class Tail {

    private final String runId;
    private final long epoch;
    private final LongBag ends = new LongBag();
    private final LongBag xids = new LongBag();
    private final EventIds records = new EventIds();
    private final Set<Integer> parts = new HashSet<>();
    private final Set<Integer> partsInAll = new HashSet<>();
    private final TreeMap<Lsn, LostTransaction> first = new TreeMap<>();
    private @Nullable Instant newestLostAt;
    private long notAfterFork;

    private Tail(String runId, long epoch) {
        this.runId = runId;
        this.epoch = epoch;
    }

    /** The tails of a line, one per run that captured it, by epoch. */
    static Collection<Tail> of(Loss.Line line, BulkFacts bulk) {
        Map<String, Tail> byRun = new TreeMap<>();
        bulk.tails(
                line.systemIdentifier(),
                line.timeline(),
                line.fork(),
                record ->
                        byRun.computeIfAbsent(
                                        record.event().runId(),
                                        run -> new Tail(run, record.event().epoch()))
                                .add(record, line.fork()));
        return byRun.values().stream()
                .sorted(java.util.Comparator.comparingLong((Tail tail) -> tail.epoch))
                .toList();
    }

    private void add(EventEnvelope<LostTransactionsListed> record, Lsn fork) {
        var list = record.event();
        parts.add(list.part());
        partsInAll.add(list.parts());
        records.add(record.id());
        for (LostTransaction transaction : list.transactions()) {
            if (!transaction.end().isAfter(fork)) {
                notAfterFork++;
                continue;
            }
            ends.add(transaction.end().value());
            xids.add(transaction.xid());
            newestLostAt = LedgerCount.newest(newestLostAt, transaction.committedAt());
            first.put(transaction.end(), transaction);
            if (first.size() > Loss.LISTED) {
                first.pollLastEntry();
            }
        }
    }

    /**
     * Parts 1 to n of one and the same n are here. An empty tail is one part, said to be of 0 or 1.
     */
    boolean isWhole() {
        if (partsInAll.size() != 1) {
            return false;
        }
        int expected = Math.max(1, partsInAll.iterator().next());
        for (int part = 1; part <= expected; part++) {
            if (!parts.contains(part)) {
                return false;
            }
        }
        return parts.size() == expected;
    }

    String runId() {
        return runId;
    }

    long transactions() {
        return ends.size();
    }

    /** Listed although they do not end after the fork: such a list contradicts itself. */
    long notAfterFork() {
        return notAfterFork;
    }

    LongBag xids() {
        return xids;
    }

    EventIds records() {
        return records;
    }

    @Nullable Instant newestLostAt() {
        return newestLostAt;
    }

    List<LostTransaction> first() {
        return List.copyOf(first.values());
    }
}
