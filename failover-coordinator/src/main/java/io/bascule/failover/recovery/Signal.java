package io.bascule.failover.recovery;

import io.bascule.contracts.EventEnvelope;
import java.time.Instant;

/** What the decider is told: an event that was heard, or only that time went by. */
public sealed interface Signal {

    /** The time by the coordinator's clock. */
    Instant now();

    /** What observers and measurements say at this moment, the heard event included. */
    Sightings seen();

    /** An event was heard. */
    record Heard(Instant now, Sightings seen, EventEnvelope<?> envelope) implements Signal {}

    /** Time went by. */
    record Tick(Instant now, Sightings seen) implements Signal {}
}
