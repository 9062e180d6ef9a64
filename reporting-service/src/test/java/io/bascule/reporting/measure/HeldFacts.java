package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** All facts in memory, in the order in which they were given, duplicates included. */
record HeldFacts(List<EventEnvelope<?>> facts) implements BulkFacts {

    @Override
    public void commits(
            String systemIdentifier,
            int timeline,
            Lsn after,
            Consumer<? super EventEnvelope<CommitsRecorded>> each) {
        each(
                CommitsRecorded.class,
                c -> c.systemIdentifier().equals(systemIdentifier) && c.timeline() == timeline,
                each);
    }

    @Override
    public void tails(
            String systemIdentifier,
            int timeline,
            Lsn fork,
            Consumer<? super EventEnvelope<LostTransactionsListed>> each) {
        each(
                LostTransactionsListed.class,
                t ->
                        t.systemIdentifier().equals(systemIdentifier)
                                && t.timeline() == timeline
                                && t.fork().equals(fork),
                each);
    }

    @SuppressWarnings("unchecked") // the envelope's event is of that class
    private <E extends Event> void each(
            Class<E> type, Predicate<E> holds, Consumer<? super EventEnvelope<E>> each) {
        for (EventEnvelope<?> fact : facts) {
            if (type.isInstance(fact.event()) && holds.test(type.cast(fact.event()))) {
                each.accept((EventEnvelope<E>) fact);
            }
        }
    }

    /** Every record is given to {@link #commits}, so there is none besides. */
    @Override
    public Optional<KeptCommit> newestUpTo(String systemIdentifier, int timeline, Lsn upTo) {
        return Optional.empty();
    }
}
