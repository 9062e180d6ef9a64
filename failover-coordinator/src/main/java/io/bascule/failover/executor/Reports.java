package io.bascule.failover.executor;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.Event;

/** Where the executor's own words go. */
public interface Reports {

    /** Says it as an answer to {@code cause} and returns when the broker has it. */
    void say(Event event, EventEnvelope<?> cause);

    /** Says an observation, at once and without waiting; the next one heals a loss. */
    void observe(Event event);
}
