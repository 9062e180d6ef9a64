package io.bascule.failover.recovery;

import io.bascule.contracts.event.RecoveryEvent;
import java.util.List;

/** What follows from a signal. */
public sealed interface Decision {

    /** Facts to be published and folded, in this order; a refusal of a request is a fact too. */
    record Publish(Transition transition, List<RecoveryEvent> facts) implements Decision {
        public Publish {
            facts = List.copyOf(facts);
        }
    }

    /** Nothing changes, and why. */
    record Ignore(String reason) implements Decision {}

    /** Publishes these facts in this order. */
    static Decision publish(Transition transition, RecoveryEvent... facts) {
        return new Publish(transition, List.of(facts));
    }

    /** Lets the signal pass. */
    static Decision ignore(String reason) {
        return new Ignore(reason);
    }
}
