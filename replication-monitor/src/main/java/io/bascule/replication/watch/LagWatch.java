package io.bascule.replication.watch;

import io.bascule.contracts.Position;
import io.bascule.replication.database.Line;
import io.bascule.replication.database.LineException;
import io.bascule.replication.database.SiteReading;
import io.bascule.replication.lag.LagReporter;
import io.bascule.replication.lag.LagRing;
import io.bascule.replication.lag.StreamJudge;
import io.bascule.replication.lag.TailSlot;
import io.bascule.replication.moment.Moment;
import io.bascule.replication.moment.Ticks;
import io.bascule.replication.topology.Topology;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches how far the standby of one application is behind, and lets the tail's slot follow. */
final class LagWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);

    private final SiteWatch source;
    private final SiteWatch replica;
    private final Senses senses;
    private final LagGauges gauges;
    private final ReentrantLock lock = new ReentrantLock();
    private final LagRing ring;
    private final LagReporter reporter;
    private final StreamJudge stream;
    private final Line slotLine;
    private final TailSlot tail;
    private final Ticks measuring;
    private final Ticks trimming;
    private @Nullable SiteReading newestSource;
    private @Nullable SiteReading judged;
    private String trouble = "";

    LagWatch(Topology topology, SiteWatch source, SiteWatch replica, Senses senses) {
        var settings = senses.settings();
        String application = topology.application();
        this.source = source;
        this.replica = replica;
        this.gauges =
                new LagGauges(
                        senses.meters(),
                        application,
                        topology.activeSite(),
                        topology.standbySite());
        this.senses = senses;
        this.ring = new LagRing(MonitorSettings.RING, settings.sampleFresh(), settings.sampleGap());
        this.reporter =
                new LagReporter(
                        application,
                        topology.activeSite(),
                        topology.standbySite(),
                        settings.lagEvery());
        this.stream =
                new StreamJudge(
                        application,
                        topology.activeSite(),
                        topology.standbySite(),
                        settings.streamPatience());
        this.slotLine = new Line(source.address());
        this.tail = new TailSlot(slotLine, settings.probeDeadline().multipliedBy(2));
        source.listen(this::sample);
        this.measuring = Ticks.start("lag-" + application, settings.sampleEvery(), _ -> measure());
        this.trimming = Ticks.start("tail-" + application, settings.tailEvery(), _ -> trim());
    }

    private void sample(SiteReading reading) {
        if (reading.standby() || reading.flushed() == null) {
            return;
        }
        lock.lock();
        try {
            newestSource = reading;
            ring.add(reading.flushed(), reading.asked());
        } finally {
            lock.unlock();
        }
    }

    private void measure() {
        var reading = replica.latest();
        var now = senses.clock().now();
        lock.lock();
        try {
            var measurement = ring.measure(reading, now);
            gauges.set(measurement, now);
            reporter.see(measurement, now).ifPresent(senses.outbox()::repeat);
            if (reading != null && !reading.equals(judged) && reading.standby()) {
                judged = reading;
                stream.see(reading, freshSource(reading.asked()))
                        .ifPresent(senses.outbox()::change);
                gauges.streaming(!stream.broken());
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Position freshSource(Moment at) {
        var newest = newestSource;
        return newest == null
                        || at.since(newest.asked()).compareTo(senses.settings().sampleFresh()) > 0
                ? null
                : newest.flushed();
    }

    private void trim() {
        var reading = replica.latest();
        Position position;
        lock.lock();
        try {
            var now = senses.clock().now();
            position = freshSource(now);
            if (reading == null
                    || now.since(reading.asked()).compareTo(senses.settings().sampleFresh()) > 0) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (position == null) {
            return;
        }
        try {
            tail.advance(reading, position);
            trouble = "";
        } catch (LineException e) {
            if (!e.reason().equals(trouble)) {
                trouble = e.reason();
                LOG.warn("The slot {} was not advanced: {}", TailSlot.NAME, trouble);
            }
        }
    }

    @Override
    public void close() {
        source.listen(_ -> {});
        measuring.close();
        trimming.close();
        slotLine.close();
        gauges.close();
    }
}
