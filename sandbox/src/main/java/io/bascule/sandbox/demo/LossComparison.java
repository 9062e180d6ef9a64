package io.bascule.sandbox.demo;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import io.bascule.sandbox.client.Ledger.Missing;
import io.bascule.sandbox.client.Ledger.Snapshot;
import io.bascule.sandbox.demo.Narrator.Tone;
import io.bascule.sandbox.trouble.Comparison;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The platform's list of lost transactions, once it is whole, against the client's books. */
final class LossComparison {

    private final Feed feed;
    private final Narrator narrator;

    LossComparison(Feed feed, Narrator narrator) {
        this.feed = feed;
        this.narrator = narrator;
    }

    /**
     * What the platform lists as lost, against what the client misses.
     *
     * @return null if the list is not complete
     */
    @Nullable Comparison of(String failbackRun, Snapshot books, Missing missing) {
        List<LostTransactionsListed> parts =
                feed.all(LostTransactionsListed.class).stream()
                        .map(EventEnvelope::event)
                        .filter(l -> l.runId().equals(failbackRun))
                        .sorted(Comparator.comparingInt(LostTransactionsListed::part))
                        .toList();
        if (parts.isEmpty()
                || parts.stream().map(LostTransactionsListed::part).distinct().count()
                        != parts.getFirst().parts()) {
            narrator.says(Tone.BAD, "sandbox", "the list of lost transactions is not complete");
            return null;
        }
        // A part that was said twice is the same part.
        var listed = new TreeMap<Lsn, LostTransaction>();
        parts.forEach(part -> part.transactions().forEach(t -> listed.put(t.end(), t)));
        return Reckoning.of(listed.values(), books, missing);
    }
}
