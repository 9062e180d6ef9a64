package io.bascule.backbone;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.RecordInterceptor;

/** Counts what reaches a listener, and lets every line logged there say which event it is about. */
final class Consumption implements RecordInterceptor<Object, Object> {

    private static final ThreadLocal<@Nullable LogContext> OPEN = new ThreadLocal<>();

    private final EventMeters meters;

    Consumption(EventMeters meters) {
        this.meters = meters;
    }

    @Override
    public ConsumerRecord<Object, Object> intercept(
            ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
        end();
        OPEN.set(LogContext.of(record));
        meters.consumed(record.topic());
        return record;
    }

    @Override
    public void afterRecord(
            ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
        end();
    }

    @Override
    public void clearThreadState(Consumer<?, ?> consumer) {
        end();
    }

    private void end() {
        var context = OPEN.get();
        if (context != null) {
            context.close();
            OPEN.remove();
        }
    }
}
