package io.bascule.replication.ledger;

import java.util.ArrayList;
import java.util.List;

/** A list in parts of a bounded size, in order; no part of an empty list. */
final class Parts {

    private Parts() {}

    static <T> List<List<T>> of(List<T> all, int most) {
        var parts = new ArrayList<List<T>>();
        for (int from = 0; from < all.size(); from += most) {
            parts.add(all.subList(from, Math.min(all.size(), from + most)));
        }
        return parts;
    }
}
