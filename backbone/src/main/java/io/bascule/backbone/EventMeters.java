package io.bascule.backbone;

import io.bascule.contracts.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What a service counts of its events, by topic. A topic that is none of Bascule's is counted as
 * {@code other}. What should never happen is there from the start, as zero, so that its first time
 * is an increase.
 */
public final class EventMeters {

    private static final String OTHER = "other";

    private final MeterRegistry meters;

    public EventMeters(MeterRegistry meters) {
        this.meters = meters;
        for (Topic topic : Topic.values()) {
            deadLettered(topic.topicName(), 0);
            redelivered(topic.topicName(), 0);
            duplicate(topic.topicName(), 0);
        }
    }

    /** An event reached whoever handles it. */
    public void consumed(String topic) {
        counter("dr.events.consumed", "Events that reached whoever handles them", topic)
                .increment();
    }

    /** A record was put aside. */
    public void deadLettered(String topic) {
        deadLettered(topic, 1);
    }

    void redelivered(String topic) {
        redelivered(topic, 1);
    }

    void duplicate(String topic) {
        duplicate(topic, 1);
    }

    void published(String topic, boolean taken) {
        Counter.builder("dr.events.published")
                .description("Events that were handed to the broker; result: taken or failed")
                .tag("topic", known(topic))
                .tag("result", taken ? "taken" : "failed")
                .register(meters)
                .increment();
    }

    private void deadLettered(String topic, int times) {
        counter(
                        "dr.events.dead.lettered",
                        "Records that could not be read or handled and were put aside",
                        topic)
                .increment(times);
    }

    private void redelivered(String topic, int times) {
        counter("dr.events.redelivered", "Attempts that failed and were repeated", topic)
                .increment(times);
    }

    private void duplicate(String topic, int times) {
        counter("dr.events.duplicate", "Events that were handled before and passed over", topic)
                .increment(times);
    }

    private Counter counter(String name, String description, String topic) {
        return Counter.builder(name)
                .description(description)
                .tag("topic", known(topic))
                .register(meters);
    }

    private static String known(String topic) {
        return Topic.named(topic).isPresent() ? topic : OTHER;
    }
}
