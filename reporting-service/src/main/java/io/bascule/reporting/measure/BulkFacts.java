package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The facts of one application that may be too many to hold at once, read record by record. Records
 * come in no particular order and may come twice.
 */
public interface BulkFacts {

    /**
     * Every record of the commit ledger of one server and timeline that holds a commit ending after
     * the position; others may come along.
     */
    void commits(
            String systemIdentifier,
            int timeline,
            Lsn after,
            Consumer<? super EventEnvelope<CommitsRecorded>> each);

    /** Every part of a list of lost transactions of one server and timeline that was left there. */
    void tails(
            String systemIdentifier,
            int timeline,
            Lsn fork,
            Consumer<? super EventEnvelope<LostTransactionsListed>> each);

    /**
     * The newest commit, by commit time, among the records of that line that hold no commit ending
     * after the position, whether they are still kept or were let go.
     */
    Optional<KeptCommit> newestUpTo(String systemIdentifier, int timeline, Lsn upTo);

    /**
     * The newest commit of some records.
     *
     * @param committedAt its commit time
     * @param eventId id of the record that holds it
     */
    record KeptCommit(Instant committedAt, String eventId) {}
}
