package io.bascule.replication.topology;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.contracts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all plans and all facts of the coordinator from their beginning, in no group, and hands on
 * what is to be watched: nothing before the end was reached once, so that a restart does not watch
 * yesterday's primary first; every change from then on.
 *
 * <p>A record that cannot be read is logged and passed over; services that are to act on it put it
 * aside. Without a broker it tries again each second, for as long as it runs.
 */
public final class FactsReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FactsReader.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration ASK = Duration.ofSeconds(3);
    private static final Duration ASK_EVERY = Duration.ofSeconds(2);
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(10);

    /** A consumer of bytes, assigned by hand. */
    public interface Consumers
            extends Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> {}

    private final Consumers consumers;
    private final EventCodec codec;
    private final Consumer<Topology> watcher;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile org.apache.kafka.clients.consumer.@Nullable Consumer<byte[], byte[]> reading;
    private volatile boolean caughtUp;
    private volatile long heardAt = System.nanoTime() - HEARD_WITHIN.toNanos() - 1;

    public FactsReader(Consumers consumers, EventCodec codec, Consumer<Topology> watcher) {
        this.consumers = consumers;
        this.codec = codec;
        this.watcher = watcher;
        // A platform thread: a consumer belongs to one thread and is polled for ever.
        this.thread = Thread.ofPlatform().daemon().name("facts").unstarted(this::run);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    /** Whether everything said before the start is known, and the broker was heard just now. */
    public boolean ready() {
        return caughtUp && System.nanoTime() - heardAt <= HEARD_WITHIN.toNanos();
    }

    private void run() {
        while (closed.getCount() > 0) {
            try (var opened = consumers.get()) {
                reading = opened;
                read(opened);
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("The coordinator's facts are not read: {}", e.toString());
            }
            try {
                if (closed.await(1, TimeUnit.SECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void read(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> from) {
        var partitions = partitions(from);
        from.assign(partitions);
        from.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = from.endOffsets(partitions, ASK);
        var fold = new TopologyFold();
        var pending = new LinkedHashMap<String, Topology>();
        var said = new HashMap<String, Topology>();
        boolean complete = false;
        long askedAt = System.nanoTime();
        heardAt = askedAt;
        while (closed.getCount() > 0) {
            for (var record : from.poll(POLL)) {
                fold(fold, record).ifPresent(t -> pending.put(t.application(), t));
            }
            complete = complete || reached(from, ends);
            if (complete) {
                for (var topology : pending.values()) {
                    if (!topology.equals(said.put(topology.application(), topology))) {
                        watcher.accept(topology);
                    }
                }
                pending.clear();
                caughtUp = true;
            }
            if (System.nanoTime() - askedAt > ASK_EVERY.toNanos()) {
                askedAt = System.nanoTime();
                hear(from, partitions);
            }
        }
    }

    private void hear(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> from,
            List<TopicPartition> partitions) {
        try {
            var _ = from.endOffsets(partitions, ASK);
            heardAt = System.nanoTime();
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("The broker does not answer: {}", e.toString());
        }
    }

    private static List<TopicPartition> partitions(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> from) {
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : List.of(Topic.Name.PLAN, Topic.Name.RECOVERY)) {
            var known = from.partitionsFor(topic, ASK);
            if (known.isEmpty()) {
                throw new IllegalStateException(
                        "Expected the topic " + topic + ", but the broker does not know it");
            }
            for (var info : known) {
                partitions.add(new TopicPartition(topic, info.partition()));
            }
        }
        return partitions;
    }

    private static boolean reached(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> from,
            Map<TopicPartition, Long> ends) {
        for (var end : ends.entrySet()) {
            if (from.position(end.getKey(), ASK) < end.getValue()) {
                return false;
            }
        }
        return true;
    }

    private Optional<Topology> fold(TopologyFold fold, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            return fold.fold(codec.decode(record.headers(), record.value()).event());
        } catch (UnreadableEventException e) {
            LOG.warn(
                    "Passed over {}-{} at {}: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        var woken = reading;
        if (woken != null) {
            woken.wakeup();
        }
        try {
            var _ = thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
