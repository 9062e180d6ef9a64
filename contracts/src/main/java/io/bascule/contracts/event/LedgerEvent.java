package io.bascule.contracts.event;

import io.bascule.contracts.About;
import io.bascule.contracts.Lsn;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The commit ledger: which transactions the primary committed, by change data capture, kept on
 * Kafka so that it survives the site. Positions hold on their timeline only.
 */
public sealed interface LedgerEvent extends Event {

    /** Commits in one record at most; a larger batch is split. */
    int MAX_COMMITS = 500;

    /** One committed transaction that changed a row of a published table. */
    record Commit(
            @About("Transaction id on that server, 32 bit") long xid,
            @About("End of the commit record: lost if strictly after the fork of the next timeline")
                    Lsn end,
            @About("Commit time by the database's clock") Instant committedAt,
            @About("Changed rows per table, schema-qualified") Map<String, Long> rows) {

        public Commit {
            rows = Map.copyOf(rows);
        }
    }

    @About("The ledger is read from a server; commits after the position will be recorded")
    record LedgerOpened(
            @About("Application") String application,
            @About("Site of the server") String site,
            @About("System identifier of the server") String systemIdentifier,
            @About("Timeline the ledger is read from") int timeline,
            @About("Commits that end after this position will be recorded") Lsn from)
            implements LedgerEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("Transactions were committed at the primary")
    record CommitsRecorded(
            @About("Application") String application,
            @About("Site of the server") String site,
            @About("System identifier of the server") String systemIdentifier,
            @About("Timeline of the positions") int timeline,
            @About("The commits in the order of their positions, at most 500") List<Commit> commits)
            implements LedgerEvent {

        public CommitsRecorded {
            commits = List.copyOf(commits);
        }

        @Override
        public String subject() {
            return application;
        }
    }

    @About("The ledger of a timeline was closed on purpose, before a planned stop")
    record LedgerClosed(
            @About("Application") String application,
            @About("Site of the server") String site,
            @About("System identifier of the server") String systemIdentifier,
            @About("Timeline that was read") int timeline,
            @About("Commits up to this position are recorded") Lsn recordedUpTo)
            implements LedgerEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("Commits may be missing from the ledger: it makes no exact statement about this range")
    record LedgerGapFound(
            @About("Application") String application,
            @About("Site of the server") String site,
            @About("System identifier of the server") String systemIdentifier,
            @About("Timeline of the range") int timeline,
            @About("Commits that end after this position may be missing") Lsn from,
            @About("Why") String reason)
            implements LedgerEvent {

        @Override
        public String subject() {
            return application;
        }
    }
}
