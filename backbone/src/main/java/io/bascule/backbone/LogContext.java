package io.bascule.backbone;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What every line that is logged while an event is handled says of it. Set around each listener's
 * call, by whoever hands an event to another thread, and around the brain's decisions; it ends when
 * it is closed, and what was said before holds again.
 */
public final class LogContext implements AutoCloseable {

    /** Field: the application that the event is about. */
    public static final String APPLICATION = "application";

    /** Field: the site, if the event is about a whole site. */
    public static final String SITE = "site";

    /** Field: the event's id. */
    public static final String EVENT = "eventId";

    /** Field: the recovery run or drill. */
    public static final String RUN = "runId";

    /** Field: the trace's id, by the name that the Elastic Common Schema gives it. */
    public static final String TRACE = "trace.id";

    private static final String[] FIELDS = {APPLICATION, SITE, EVENT, RUN, TRACE};

    private final @Nullable String[] before = new String[FIELDS.length];

    private LogContext(
            boolean ofASite,
            @Nullable String subject,
            @Nullable String event,
            @Nullable String run,
            @Nullable String trace) {
        var values =
                Arrays.asList(
                        ofASite ? null : subject, ofASite ? subject : null, event, run, trace);
        for (int i = 0; i < FIELDS.length; i++) {
            before[i] = MDC.get(FIELDS[i]);
            set(FIELDS[i], values.get(i));
        }
    }

    /** The context of an event, on this thread. */
    public static LogContext of(EventEnvelope<?> envelope) {
        return new LogContext(
                Topic.of(envelope.event()).key() == Topic.Key.SITE,
                envelope.subject(),
                envelope.id(),
                envelope.correlationId(),
                Trace.idOf(envelope.traceparent()));
    }

    /** The context of a record, as far as its headers say; a structured event's say nothing. */
    public static LogContext of(ConsumerRecord<?, ?> record) {
        var headers = record.headers();
        return new LogContext(
                record.topic().equals(Topic.Name.HEALTH),
                text(headers, "ce_subject"),
                text(headers, "ce_id"),
                text(headers, "ce_" + EventCodec.CORRELATION_ID),
                Trace.idOf(text(headers, "ce_" + EventCodec.TRACEPARENT)));
    }

    /** The same work, in the context of an event, whichever thread does it. */
    public static Runnable around(EventEnvelope<?> envelope, Runnable work) {
        return () -> {
            try (var _ = of(envelope)) {
                work.run();
            }
        };
    }

    @Override
    public void close() {
        for (int i = 0; i < FIELDS.length; i++) {
            set(FIELDS[i], before[i]);
        }
    }

    private static void set(String field, @Nullable String value) {
        if (value == null) {
            MDC.remove(field);
        } else {
            MDC.put(field, value);
        }
    }

    private static @Nullable String text(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }
}
