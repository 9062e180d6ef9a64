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

    /** Every record of the commit ledger of one server and timeline that is still kept. */
    void commits(
            String systemIdentifier,
            int timeline,
            Consumer<? super EventEnvelope<CommitsRecorded>> each);

    /** Every part of a list of lost transactions of one server and timeline that was left there. */
    void tails(
            String systemIdentifier,
            int timeline,
            Lsn fork,
            Consumer<? super EventEnvelope<LostTransactionsListed>> each);

    /** What is known of ledger records of that line that are no longer kept. */
    Optional<LedgerFloor> floor(String systemIdentifier, int timeline);

    /**
     * Ledger records that were let go.
     *
     * @param upTo no commit that ends after this was let go
     * @param newestCommittedAt the newest commit time among those let go
     * @param newestEventId id of the record that held it
     * @param provenReplicated whether the standby had flushed all of them, so that no promotion of
     *     it can lose one
     */
    record LedgerFloor(
            Lsn upTo, Instant newestCommittedAt, String newestEventId, boolean provenReplicated) {}
}
