package io.bascule.sandbox.demo;

import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.sandbox.client.Ledger.Missing;
import io.bascule.sandbox.client.Ledger.Snapshot;
import io.bascule.sandbox.client.Written;
import io.bascule.sandbox.trouble.Comparison;
import io.bascule.sandbox.trouble.Comparison.Tally;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The platform's books against the client's, transaction by transaction and by the ids of their
 * rows: equal counts can hide two wrong ones.
 *
 * <p>A listed transaction is one of the client's if every id in it is one that the client wrote in
 * that very transaction, and if it changed as many rows. Lists name the first rows only.
 */
final class Reckoning {

    /** A row of one of the client's tables: its key is the id alone. */
    private static final Pattern KEY = Pattern.compile("public\\.\\w+:(\\d+)");

    private final Snapshot books;
    private final Missing missing;
    private final Set<Long> listed = new HashSet<>();
    private long falsely;
    private long rolledBack;

    private Reckoning(Snapshot books, Missing missing) {
        this.books = books;
        this.missing = missing;
    }

    static Comparison of(Collection<LostTransaction> list, Snapshot books, Missing missing) {
        var reckoning = new Reckoning(books, missing);
        list.forEach(reckoning::take);
        return reckoning.result(list.size());
    }

    /** To how many transactions these rows belong. */
    static long transactions(Set<Long> ids, Snapshot books) {
        return transactionsOf(ids, books).size();
    }

    private static Collection<Written> transactionsOf(Set<Long> ids, Snapshot books) {
        var found = new HashMap<Long, Written>();
        ids.forEach(id -> {
            var transaction = books.transactionOf(id);
            found.put(idOf(transaction), transaction);
        });
        return found.values();
    }

    private static long idOf(Written transaction) {
        return transaction.ids().getFirst();
    }

    private void take(LostTransaction lost) {
        var ids = new HashSet<Long>();
        for (var key : lost.keys()) {
            var row = KEY.matcher(key);
            if (row.matches()) {
                ids.add(Long.parseLong(row.group(1)));
            }
        }
        rolledBack += books.rolledBackAmong(ids).size();
        var mine = owner(ids);
        boolean known = mine.isPresent() && mine.get().rows() == lost.rows();
        if (known && isMissing(mine.get()) && listed.add(idOf(mine.get()))) {
            return;
        }
        falsely++;
    }

    private Optional<Written> owner(Set<Long> ids) {
        return ids.stream()
                .map(books::transactionOf)
                .filter(t -> ids.stream().allMatch(id -> isOf(t, id)))
                .findFirst();
    }

    private static boolean isOf(Written transaction, long id) {
        return transaction.ids().contains(id) || transaction.touched().contains(id);
    }

    private boolean isMissing(Written transaction) {
        return transaction.ids().stream()
                .allMatch(id ->
                        missing.acknowledged().contains(id) || missing.inDoubt().contains(id));
    }

    private Comparison result(long inAll) {
        var lost = transactionsOf(missing.acknowledged(), books);
        var inDoubt = transactionsOf(missing.inDoubt(), books);
        var kinds = new HashMap<String, Tally>();
        for (var transaction : lost) {
            long isListed = listed.contains(idOf(transaction)) ? 1 : 0;
            kinds.merge(
                    transaction.what(),
                    new Tally(1, isListed),
                    (a, b) -> new Tally(a.missing() + b.missing(), a.listed() + b.listed()));
        }
        long torn = lost.stream().filter(t -> !isMissing(t)).count();
        return new Comparison(
                inAll,
                lost.size(),
                inDoubt.size(),
                lost.stream().filter(t -> !listed.contains(idOf(t))).count(),
                falsely,
                rolledBack,
                torn,
                Map.copyOf(kinds));
    }
}
