package io.bascule.reporting.projection;

import io.bascule.contracts.EventEnvelope;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What a known event led to, as far as it is projected. */
@Component
public final class Consequences {

    private final FactStore facts;

    Consequences(FactStore facts) {
        this.facts = facts;
    }

    /** The event of that identity, if it is on record. */
    public Optional<EventEnvelope<?>> request(String source, String id) {
        return facts.fact(source, id);
    }

    /** The facts of an application that name that event as their cause, in their order. */
    public List<EventEnvelope<?>> of(String application, String id) {
        return facts.causedBy(application, id);
    }
}
