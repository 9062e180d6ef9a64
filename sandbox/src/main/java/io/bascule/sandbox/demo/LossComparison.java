package io.bascule.sandbox.demo;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import io.bascule.sandbox.client.Ledger.Missing;
import io.bascule.sandbox.demo.Narrator.Tone;
import io.bascule.sandbox.demo.Outcome.Lost;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The platform's books against the client's: sets of order ids, because equal counts can hide two
 * wrong ones.
 */
final class LossComparison {

    private static final String ORDERS_KEY = "public.orders:";

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
    @Nullable Lost of(String failbackRun, Missing missing) {
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
        Set<Long> reported = new TreeSet<>();
        Set<Long> transactions = new HashSet<>();
        for (var part : parts) {
            for (var lost : part.transactions()) {
                transactions.add(lost.xid());
                lost.keys().stream()
                        .filter(key -> key.startsWith(ORDERS_KEY))
                        .forEach(key ->
                                reported.add(Long.parseLong(key.substring(ORDERS_KEY.length()))));
            }
        }
        var notReported = new TreeSet<>(missing.acknowledged());
        notReported.removeAll(reported);
        var falsely = new TreeSet<>(reported);
        falsely.removeAll(missing.acknowledged());
        falsely.removeAll(missing.inDoubt());
        // A transaction without an order of the client's is one that it never made.
        long strangers = Math.max(0, transactions.size() - reported.size());
        return new Lost(
                transactions.size(),
                missing.acknowledged().size(),
                missing.inDoubt().size(),
                notReported.size(),
                falsely.size() + strangers);
    }
}
