package io.bascule.reporting.projection;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * How far the topics are read. Without this nobody could tell "nothing happened" from "nothing was
 * read".
 */
@Component
public class Reading {

    /** Fewer unread records than this are the ordinary course of things. */
    private static final long FEW = 100;

    private final KafkaListenerEndpointRegistry listeners;
    private final Clock clock;
    private volatile @Nullable Instant newest;
    private volatile @Nullable Instant unreachableSince;

    Reading(KafkaListenerEndpointRegistry listeners, Clock clock) {
        this.listeners = listeners;
        this.clock = clock;
    }

    /** How reading stands. */
    public enum State {
        /** No partition is read yet. */
        STARTING,
        /** Records that were written before are still being read. */
        CATCHING_UP,
        CURRENT,
        /** There is no connection to the broker: what is shown may be old. */
        UNREACHABLE
    }

    /**
     * Reading at a moment.
     *
     * @param behind records that are known to be unread
     * @param newest when a record was read last; absent if none was since the start
     * @param since since when the broker is seen to be unreachable; absent if it is not
     */
    public record Progress(
            State state, long behind, @Nullable Instant newest, @Nullable Instant since) {}

    void read() {
        newest = clock.instant();
    }

    /** How far it is now. */
    public Progress progress() {
        var containers = listeners.getListenerContainers();
        boolean assigned =
                !containers.isEmpty() && containers.stream().allMatch(Reading::hasPartitions);
        long behind = Math.round(sum(containers, "records-lag", "partition"));
        boolean connected = sum(containers, "connection-count", "client-id") > 0;
        if (connected) {
            unreachableSince = null;
        } else if (unreachableSince == null) {
            unreachableSince = clock.instant();
        }
        State state =
                assigned && !connected
                        ? State.UNREACHABLE
                        : !assigned
                                ? State.STARTING
                                : behind > FEW ? State.CATCHING_UP : State.CURRENT;
        return new Progress(
                state, behind, newest, state == State.UNREACHABLE ? unreachableSince : null);
    }

    private static boolean hasPartitions(MessageListenerContainer container) {
        var assigned = container.getAssignedPartitions();
        return assigned != null && !assigned.isEmpty();
    }

    /** The sum of a consumer's figure over its metrics that bear this tag; NaN counts as none. */
    private static double sum(
            Collection<MessageListenerContainer> containers, String name, String tag) {
        ToDoubleFunction<Map.Entry<MetricName, ? extends Metric>> value =
                entry ->
                        entry.getKey().name().equals(name)
                                        && entry.getKey().tags().containsKey(tag)
                                        && entry.getValue().metricValue() instanceof Double number
                                        && !number.isNaN()
                                ? number
                                : 0;
        return containers.stream()
                .flatMap(container -> container.metrics().values().stream())
                .flatMap(metrics -> metrics.entrySet().stream())
                .mapToDouble(value)
                .sum();
    }
}
