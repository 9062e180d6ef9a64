package io.bascule.contracts.event;

import io.bascule.contracts.About;
import io.bascule.contracts.Lsn;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What executors report. The same command reported twice says the same. */
public sealed interface StepEvent extends Event {

    /** Lost transactions in one record at most. */
    int MAX_TRANSACTIONS = 250;

    /** Row keys listed per transaction at most; further ones are counted only. */
    int MAX_ROWS_LISTED = 20;

    @About("A step is true")
    record StepSucceeded(
            @About("Application") String application,
            @About("Run") String runId,
            @About("Epoch of the command") long epoch,
            @About("Place of the step in the run's plan, from 0") int index,
            @About("Attempt, from 1") int attempt,
            @About("What was made true") StepKind step,
            @About("Site of the executor") String site,
            @About("When the executor began, by its clock") Instant startedAt,
            @About("When it was true, by its clock") Instant finishedAt,
            @About("How it is known, keys as documented in StepEvidence")
                    Map<String, String> evidence)
            implements StepEvent {

        public StepSucceeded {
            evidence = Map.copyOf(evidence);
        }

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A step could not be made true")
    record StepFailed(
            @About("Application") String application,
            @About("Run") String runId,
            @About("Epoch of the command") long epoch,
            @About("Place of the step in the run's plan, from 0") int index,
            @About("Attempt, from 1") int attempt,
            @About("What was to be made true") StepKind step,
            @About("Site of the executor") String site,
            @About("When the executor began, by its clock") Instant startedAt,
            @About("When it gave up, by its clock") Instant finishedAt,
            @About("What was expected, what was found and what to do") String reason)
            implements StepEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    /**
     * One committed transaction that the promoted server lacks, as its own server remembered it.
     */
    record LostTransaction(
            @About("Transaction id on the old server") long xid,
            @About("End of its commit record on the old timeline") Lsn end,
            @About("Commit time by the old server's clock") Instant committedAt,
            @About("Changed rows in all") long rows,
            @About("Keys of changed rows, such as public.orders:17; at most 20 are listed")
                    List<String> keys) {

        public LostTransaction {
            keys = List.copyOf(keys);
        }
    }

    @About("Transactions that were committed at the old primary after the fork, a part of the list")
    record LostTransactionsListed(
            @About("Application") String application,
            @About("Run that captured them") String runId,
            @About("Epoch of the command") long epoch,
            @About("System identifier of the old primary") String systemIdentifier,
            @About("Timeline that was left") int timeline,
            @About("Where the new timeline left it") Lsn fork,
            @About("Part, from 1") int part,
            @About("Parts in all; 0 transactions are listed as one empty part") int parts,
            @About("The transactions in the order of their positions, at most 250")
                    List<LostTransaction> transactions)
            implements StepEvent {

        public LostTransactionsListed {
            transactions = List.copyOf(transactions);
        }

        @Override
        public String subject() {
            return application;
        }
    }
}
