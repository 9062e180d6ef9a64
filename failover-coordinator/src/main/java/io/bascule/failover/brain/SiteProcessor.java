package io.bascule.failover.brain;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.EventMeters;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Hands what observers say of a site to every application that may run there. Health is handed on
 * when it begins; trouble is handed on each time it is said, because an application counts only
 * voices that it keeps hearing.
 */
final class SiteProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private final EventCodec codec;
    private final EventMeters meters;
    private final Map<String, Boolean> lastWords = new HashMap<>();
    private Reading reading;
    private KeyValueStore<String, byte[]> applications;

    @SuppressWarnings("NullAway.Init")
    SiteProcessor(EventCodec codec, EventMeters meters) {
        this.codec = codec;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        reading = new Reading(codec, context, BrainTopology.SITE_DEAD_LETTERS, meters);
        applications = context.getStateStore(BrainTopology.SITES);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        boolean ofAPlan =
                context()
                        .recordMetadata()
                        .filter(m -> m.topic().contains(BrainTopology.APPLICATIONS_BY_SITE))
                        .isPresent();
        if (ofAPlan) {
            register(text(record.key()), text(record.value()));
            return;
        }
        reading.read(record)
                .ifPresent(envelope -> {
                    switch (envelope.event()) {
                        case SiteUnhealthy u -> {
                            lastWords.put(u.site() + " " + u.observer(), false);
                            handOn(u.site(), record);
                        }
                        case SiteHealthy h -> {
                            var before = lastWords.put(h.site() + " " + h.observer(), true);
                            if (before == null || !before) {
                                handOn(h.site(), record);
                            }
                        }
                        default ->
                                reading.putAside(
                                        record,
                                        "Expected the health of a site, but found "
                                                + envelope.type());
                    }
                });
    }

    private void register(String site, String application) {
        var known = at(site);
        if (known.add(application)) {
            applications.put(site, EventJson.mapper().writeValueAsBytes(known));
        }
    }

    private SortedSet<String> at(String site) {
        byte[] stored = applications.get(site);
        var known = new TreeSet<String>();
        if (stored != null) {
            known.addAll(java.util.List.of(EventJson.mapper().readValue(stored, String[].class)));
        }
        return known;
    }

    private void handOn(String site, Record<byte[], byte[]> record) {
        for (String application : at(site)) {
            context()
                    .forward(
                            record.withKey(application.getBytes(StandardCharsets.UTF_8)),
                            BrainTopology.SITE_TO_APPLICATION);
        }
        context().commit();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
