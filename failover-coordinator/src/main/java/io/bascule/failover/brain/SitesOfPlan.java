package io.bascule.failover.brain;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Tells each site of a plan which application may run there. Never untold: an application that has
 * left a site passes over what is said about it.
 */
final class SitesOfPlan extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private final EventCodec codec;

    SitesOfPlan(EventCodec codec) {
        this.codec = codec;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            if (codec.decode(record.headers(), record.value()).event() instanceof PlanApplied p) {
                for (String site : List.of(p.plan().primary(), p.plan().recovery())) {
                    context()
                            .forward(
                                    record.withKey(site.getBytes(StandardCharsets.UTF_8))
                                            .withValue(
                                                    p.application()
                                                            .getBytes(StandardCharsets.UTF_8)));
                }
                context().commit();
            }
        } catch (UnreadableEventException e) {
            // The application's processor reads the same record and puts it aside.
            return;
        }
    }
}
