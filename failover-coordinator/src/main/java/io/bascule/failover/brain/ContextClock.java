package io.bascule.failover.brain;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** The clock that the stream engine goes by, so that a test that holds it holds all of time. */
final class ContextClock extends Clock {

    private final ProcessorContext<?, ?> context;

    ContextClock(ProcessorContext<?, ?> context) {
        this.context = context;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}
