package io.bascule.reporting.gateway;

import io.bascule.contracts.EventEnvelope;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Who waits for what. An exchange is opened before its events are published, so that no answer is
 * too fast, and is remembered after it is over, so that a retry gets the same answer: the newest
 * {@value #REMEMBERED}, and those that somebody waits for.
 */
@Component
final class Answers {

    static final int REMEMBERED = 1_000;

    private final Map<String, Exchange> byId = new HashMap<>();
    private final Deque<Exchange> oldestFirst = new ArrayDeque<>();
    private Set<String> provisional = new LinkedHashSet<>();

    /** The exchange that an event of that id belongs to, if it is remembered. */
    synchronized Optional<Exchange> known(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Opens an exchange, unless one with the same single event is known: then that one. */
    synchronized Exchange open(List<? extends EventEnvelope<?>> events) {
        var known = events.size() == 1 ? byId.get(events.getFirst().id()) : null;
        if (known != null) {
            return known;
        }
        var exchange = new Exchange(events);
        exchange.ids().forEach(id -> byId.put(id, exchange));
        oldestFirst.add(exchange);
        while (oldestFirst.size() > REMEMBERED && !oldestFirst.getFirst().isAwaited()) {
            forget(oldestFirst.getFirst());
        }
        return exchange;
    }

    /** Drops an exchange: a retry of its events begins anew. */
    synchronized void forget(Exchange exchange) {
        oldestFirst.remove(exchange);
        exchange.ids().forEach(byId::remove);
    }

    /** What was read together, in the order of the topics; facts of no exchange are passed over. */
    synchronized void hear(Collection<? extends EventEnvelope<?>> facts) {
        var touched = provisional;
        provisional = new LinkedHashSet<>();
        var now = new LinkedHashSet<String>();
        for (var fact : facts) {
            var cause = fact.causationId();
            var exchange = cause == null ? null : byId.get(cause);
            if (cause != null && exchange != null) {
                exchange.hear(cause, fact);
                now.add(cause);
            }
        }
        // Nothing more came of these since they were read.
        touched.stream().filter(id -> !now.contains(id)).forEach(id -> settle(id, true));
        now.forEach(id -> settle(id, false));
    }

    private void settle(String id, boolean allHeard) {
        var exchange = byId.get(id);
        if (exchange != null && exchange.settle(id, allHeard)) {
            provisional.add(id);
        }
    }

    /** Nobody hears any more. */
    synchronized void letGo() {
        byId.values().forEach(Exchange::letGo);
    }
}
