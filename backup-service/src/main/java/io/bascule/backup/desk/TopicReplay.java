package io.bascule.backup.desk;

import io.bascule.backbone.DeadLetters;
import io.bascule.backbone.EventCodec;
import io.bascule.backbone.UnreadableEventException;
import io.bascule.contracts.EventEnvelope;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics from their first record to their end, and on. What is kept in memory is a fold of
 * them, so no offset is committed, and requests wait until the end of what was there is reached.
 */
final class TopicReplay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicReplay.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long PAUSE_AFTER_FAILURE_SECONDS = 2;

    private final List<String> topics;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final EventCodec codec;
    private final DeadLetters deadLetters;
    private final java.util.function.Consumer<EventEnvelope<?>> handler;
    private final Runnable atEnd;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Queue<Mark> marks = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;

    TopicReplay(
            List<String> topics,
            Supplier<Consumer<byte[], byte[]>> consumers,
            EventCodec codec,
            DeadLetters deadLetters,
            java.util.function.Consumer<EventEnvelope<?>> handler,
            Runnable atEnd) {
        this.topics = topics;
        this.consumers = consumers;
        this.codec = codec;
        this.deadLetters = deadLetters;
        this.handler = handler;
        this.atEnd = atEnd;
    }

    void start() {
        thread = Thread.ofPlatform().name("replay").daemon().start(this::run);
    }

    /** Whether everything that was there at the start has been read. */
    boolean isCaughtUp() {
        return caughtUp.getCount() == 0;
    }

    /** Somebody waits until the ends that the topics had are reached. */
    private static final class Mark {

        private final CountDownLatch reached = new CountDownLatch(1);
        private @Nullable Map<TopicPartition, Long> ends;
    }

    /**
     * Waits until everything was read that was on record when this was called.
     *
     * @return whether it was within that time
     */
    boolean awaitRead(Duration atMost) throws InterruptedException {
        var mark = new Mark();
        marks.add(mark);
        var open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            return mark.reached.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            marks.remove(mark);
        }
    }

    private void run() {
        // Where to go on after a connection that failed; what was read is not read again.
        var positions = new HashMap<TopicPartition, Long>();
        while (stopped.getCount() > 0) {
            try (var opened = consumers.get()) {
                consumer = opened;
                read(opened, positions);
            } catch (WakeupException _) {
                LOG.debug("Woken while {} were opened", topics);
            } catch (RuntimeException e) {
                LOG.warn("Expected to read {}, but {}; trying again", topics, e.getMessage());
                pause();
            }
        }
    }

    private void read(Consumer<byte[], byte[]> from, Map<TopicPartition, Long> positions) {
        var partitions =
                topics.stream()
                        .flatMap(topic -> from.partitionsFor(topic).stream())
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList();
        from.assign(partitions);
        for (var partition : partitions) {
            Long position = positions.get(partition);
            if (position == null) {
                from.seekToBeginning(List.of(partition));
            } else {
                from.seek(partition, position);
            }
        }
        var ends = from.endOffsets(partitions);
        boolean live = isCaughtUp();
        while (stopped.getCount() > 0) {
            if (!live && isRead(from, ends)) {
                live = true;
                atEnd.run();
                caughtUp.countDown();
            }
            for (var record : next(from, partitions)) {
                handle(
                        record,
                        record.offset()
                                >= ends.getOrDefault(
                                        new TopicPartition(record.topic(), record.partition()),
                                        0L));
                positions.put(
                        new TopicPartition(record.topic(), record.partition()),
                        record.offset() + 1);
            }
        }
    }

    /** What is there, as soon as it is; none if somebody began to wait. */
    private Iterable<ConsumerRecord<byte[], byte[]>> next(
            Consumer<byte[], byte[]> from, List<TopicPartition> partitions) {
        try {
            for (var mark : marks) {
                var ends = mark.ends;
                if (ends == null) {
                    ends = from.endOffsets(partitions);
                    mark.ends = ends;
                }
                if (isRead(from, ends)) {
                    mark.reached.countDown();
                }
            }
            return from.poll(POLL);
        } catch (WakeupException _) {
            return List.of();
        }
    }

    private static boolean isRead(Consumer<byte[], byte[]> from, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> from.position(end.getKey()) >= end.getValue());
    }

    private void handle(ConsumerRecord<byte[], byte[]> record, boolean isNew) {
        if (record.value() == null) {
            // A tombstone of a compacted topic.
            return;
        }
        try {
            handler.accept(codec.decode(record.headers(), record.value()));
        } catch (UnreadableEventException e) {
            if (isNew) {
                deadLetters.put(record, e);
            } else {
                LOG.debug("Passed over an unreadable record: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("Expected to handle a record of {}, but {}", record.topic(), e, e);
            if (isNew) {
                deadLetters.put(record, e);
            }
        }
    }

    private void pause() {
        try {
            var _ = stopped.await(PAUSE_AFTER_FAILURE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        var open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            if (thread != null) {
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
