package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.LedgerEvent.Commit;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The ledger of one line, counted on both sides of a fork. */
final class LedgerCount {

    private final Lsn fork;
    private final LongBag lostEnds = new LongBag();
    private final LongBag lostXids = new LongBag();
    private final EventIds lostRecords = new EventIds();
    private @Nullable Instant newestLostAt;
    private @Nullable Instant newestKeptAt;
    private @Nullable String newestKeptRecord;
    private boolean any;

    private LedgerCount(Lsn fork) {
        this.fork = fork;
    }

    static LedgerCount of(Loss.Line line, BulkFacts bulk) {
        var count = new LedgerCount(line.fork());
        bulk.commits(line.systemIdentifier(), line.timeline(), line.fork(), count::add);
        bulk.newestUpTo(line.systemIdentifier(), line.timeline(), line.fork())
                .ifPresent(kept -> count.keep(kept.committedAt(), kept.eventId()));
        return count;
    }

    private void add(EventEnvelope<CommitsRecorded> record) {
        for (Commit commit : record.event().commits()) {
            any = true;
            if (commit.end().isAfter(fork)) {
                lostEnds.add(commit.end().value());
                lostXids.add(commit.xid());
                lostRecords.add(record.id());
                newestLostAt = newest(newestLostAt, commit.committedAt());
            } else {
                keep(commit.committedAt(), record.id());
            }
        }
    }

    private void keep(Instant committedAt, String recordId) {
        any = true;
        // At equal times the smaller id, so that the order of records leaves no trace.
        int order = newestKeptAt == null ? 1 : committedAt.compareTo(newestKeptAt);
        if (order > 0
                || (order == 0
                        && newestKeptRecord != null
                        && recordId.compareTo(newestKeptRecord) < 0)) {
            newestKeptAt = committedAt;
            newestKeptRecord = recordId;
        }
    }

    static Instant newest(@Nullable Instant one, Instant other) {
        return one == null || other.isAfter(one) ? other : one;
    }

    /** Whether the ledger says anything of this line. */
    boolean any() {
        return any;
    }

    /** Commits that end after the fork, each once. */
    long lost() {
        return lostEnds.size();
    }

    LongBag lostXids() {
        return lostXids;
    }

    EventIds lostRecords() {
        return lostRecords;
    }

    @Nullable Instant newestLostAt() {
        return newestLostAt;
    }

    @Nullable Instant newestKeptAt() {
        return newestKeptAt;
    }

    @Nullable String newestKeptRecord() {
        return newestKeptRecord;
    }
}
