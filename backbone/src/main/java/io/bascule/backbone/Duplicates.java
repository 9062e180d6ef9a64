package io.bascule.backbone;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.RecordInterceptor;

/**
 * Passes over an event that was handled already: the same (source, id) on the same topic, by the
 * same listener group. Remembers the newest {@value #REMEMBERED} per group; an older duplicate
 * reaches the listener, so whoever must not act twice keeps its own record as well.
 *
 * <p>An event counts as handled only when its listener returned, so that a retry is not mistaken
 * for a duplicate. Structured records carry no identity in their headers and are left to the
 * listener.
 */
final class Duplicates implements RecordInterceptor<Object, Object> {

    static final int REMEMBERED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Duplicates.class);

    private final EventMeters meters;
    private final Map<String, Boolean> handled =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Duplicates(EventMeters meters) {
        this.meters = meters;
    }

    @Override
    public @Nullable ConsumerRecord<Object, Object> intercept(
            ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
        String identity = identity(record, consumer);
        if (identity == null) {
            return record;
        }
        synchronized (handled) {
            if (!handled.containsKey(identity)) {
                return record;
            }
        }
        meters.duplicate(record.topic());
        LOG.atDebug().addKeyValue("identity", identity).log("Passed over a duplicate");
        return null;
    }

    @Override
    public void success(ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
        String identity = identity(record, consumer);
        if (identity != null) {
            synchronized (handled) {
                handled.put(identity, true);
            }
        }
    }

    private static @Nullable String identity(ConsumerRecord<?, ?> record, Consumer<?, ?> consumer) {
        Header source = record.headers().lastHeader("ce_source");
        Header id = record.headers().lastHeader("ce_id");
        if (source == null || id == null) {
            return null;
        }
        return consumer.groupMetadata().groupId()
                + " "
                + record.topic()
                + " "
                + new String(source.value(), StandardCharsets.UTF_8)
                + " "
                + new String(id.value(), StandardCharsets.UTF_8);
    }
}
