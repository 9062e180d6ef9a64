package io.bascule.reporting.measure;

import java.util.List;
import java.util.TreeSet;

/**
 * Ids of the facts behind a figure: the first and the last ones by id, at most {@value #NAMED}, and
 * how many there were. Ids are sortable by time, so the two ends bracket the rest.
 */
final class EventIds {

    static final int NAMED = 20;

    private final TreeSet<String> first = new TreeSet<>();
    private final TreeSet<String> last = new TreeSet<>();

    void add(String id) {
        first.add(id);
        if (first.size() > NAMED / 2) {
            last.add(first.removeLast());
        }
        if (last.size() > NAMED / 2) {
            last.removeFirst();
        }
    }

    List<String> named() {
        var named = new TreeSet<>(first);
        named.addAll(last);
        return List.copyOf(named);
    }
}
