package io.bascule.failover.executor;

import io.bascule.backbone.EventPublisher;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.Event;

/** Reports as events. */
record PublishedReports(EventPublisher publisher) implements Reports {

    @Override
    public void say(Event event, EventEnvelope<?> cause) {
        var _ = publisher.publish(event, cause);
    }

    @Override
    public void observe(Event event) {
        var _ = publisher.publishLater(event, null);
    }
}
