package io.bascule.reporting.gateway;

import io.bascule.contracts.EventEnvelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What was said by one caller, and the facts that it has led to so far. It is over when each of its
 * events is answered.
 */
final class Exchange {

    private final List<EventEnvelope<?>> said;
    private final Map<String, List<EventEnvelope<?>>> heard = new LinkedHashMap<>();
    private final Set<String> open;
    private final CountDownLatch over = new CountDownLatch(1);
    private int waiting;

    Exchange(List<? extends EventEnvelope<?>> said) {
        this.said = List.copyOf(said);
        said.forEach(event -> heard.put(event.id(), new ArrayList<>()));
        this.open = new java.util.HashSet<>(heard.keySet());
        closeIfOver();
    }

    List<EventEnvelope<?>> said() {
        return said;
    }

    Set<String> ids() {
        return heard.keySet();
    }

    /** A fact that one of the events led to. */
    synchronized void hear(String id, EventEnvelope<?> fact) {
        var facts = heard.get(id);
        if (facts != null && facts.size() < Verdict.FACTS_AT_MOST) {
            facts.add(fact);
        }
    }

    /**
     * Closes an event if what was heard is an answer.
     *
     * @param allHeard whether no further fact of the same decision can come
     * @return whether it has to be asked again because one can
     */
    synchronized boolean settle(String id, boolean allHeard) {
        var facts = heard.getOrDefault(id, List.of());
        boolean answered = Verdict.isFinal(facts) || (allHeard && Verdict.isAnswer(facts));
        if (answered) {
            open.remove(id);
            closeIfOver();
        }
        return !answered && Verdict.isAnswer(facts);
    }

    private void closeIfOver() {
        if (open.isEmpty()) {
            over.countDown();
        }
    }

    /** What was heard of each event by now. */
    synchronized Map<String, List<EventEnvelope<?>>> heard() {
        var copy = new HashMap<String, List<EventEnvelope<?>>>();
        heard.forEach((id, facts) -> copy.put(id, List.copyOf(facts)));
        return copy;
    }

    /** Nobody will hear more: whoever waits is let go with what there is. */
    void letGo() {
        over.countDown();
    }

    void await(long seconds) throws InterruptedException {
        synchronized (this) {
            waiting++;
        }
        try {
            var _ = over.await(seconds, TimeUnit.SECONDS);
        } finally {
            synchronized (this) {
                waiting--;
            }
        }
    }

    synchronized boolean isAwaited() {
        return waiting > 0;
    }
}
