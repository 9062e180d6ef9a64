package io.bascule.notification.delivery;

import io.bascule.notification.delivery.Channel.Answer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one channel, at most {@code capacity} notifications. One virtual thread tells them
 * one by one in the order in which they are due, so that a message which the channel refuses does
 * not hold up the ones behind it. Who hands one in never waits.
 */
final class Outbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Channel channel;
    private final int capacity;
    private final Backoff backoff;
    private final DelayQueue<Waiting> queue = new DelayQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread worker;

    Outbox(Channel channel, int capacity, Backoff backoff) {
        this.channel = channel;
        this.capacity = capacity;
        this.backoff = backoff;
        this.worker = Thread.ofVirtual().name("outbox-" + channel.name()).start(this::work);
    }

    String channel() {
        return channel.name();
    }

    int size() {
        return waiting.get();
    }

    /** Hands a notification in; when the outbox is full it has failed at once. */
    CompletableFuture<Outcome> put(Notification notification) {
        var outcome = new CompletableFuture<Outcome>();
        if (waiting.incrementAndGet() > capacity) {
            waiting.decrementAndGet();
            outcome.complete(
                    new Outcome.Failed(
                            channel.name(),
                            0,
                            "Expected room among "
                                    + capacity
                                    + " waiting notifications, but the channel is too slow"));
        } else {
            long now = System.nanoTime();
            queue.put(new Waiting(notification, outcome, 1, now, now));
        }
        return outcome;
    }

    private void work() {
        try {
            while (true) {
                attempt(queue.take());
            }
        } catch (InterruptedException e) {
            LOG.debug("The outbox of {} is closed", channel.name());
        }
    }

    private void attempt(Waiting item) throws InterruptedException {
        Answer answer;
        try {
            answer = channel.tell(item.notification());
        } catch (RuntimeException e) {
            answer = new Answer.NotTaken("unexpected " + e, false);
        }
        switch (answer) {
            case Answer.Taken taken ->
                    finish(
                            item,
                            new Outcome.Delivered(channel.name(), item.attempt(), taken.said()));
            case Answer.NotTaken not -> againOrNever(item, not);
        }
    }

    private void againOrNever(Waiting item, Answer.NotTaken answer) {
        var elapsed = Duration.ofNanos(System.nanoTime() - item.since());
        var pause =
                backoff.after(item.attempt(), elapsed, ThreadLocalRandom.current().nextDouble());
        if (answer.forGood() || pause.isEmpty()) {
            finish(item, new Outcome.Failed(channel.name(), item.attempt(), answer.reason()));
            return;
        }
        LOG.atInfo()
                .addKeyValue("channel", channel.name())
                .addKeyValue("notification", item.notification().id())
                .log(
                        "Attempt {} failed, the next one comes in {} ms: {}",
                        item.attempt(),
                        pause.get().toMillis(),
                        answer.reason());
        queue.put(item.again(System.nanoTime() + pause.get().toNanos()));
    }

    private void finish(Waiting item, Outcome outcome) {
        waiting.decrementAndGet();
        item.outcome().complete(outcome);
    }

    /** Ends the worker; what still waits is told after the next start. */
    @Override
    public void close() {
        worker.interrupt();
    }

    private record Waiting(
            Notification notification,
            CompletableFuture<Outcome> outcome,
            int attempt,
            long since,
            long due)
            implements Delayed {

        Waiting again(long later) {
            return new Waiting(notification, outcome, attempt + 1, since, later);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(
                    getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
