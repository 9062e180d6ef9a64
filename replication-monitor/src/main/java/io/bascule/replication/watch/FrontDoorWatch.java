package io.bascule.replication.watch;

import io.bascule.contracts.plan.FrontDoor;
import io.bascule.replication.database.Address;
import io.bascule.replication.database.Line;
import io.bascule.replication.frontdoor.CanaryWrite;
import io.bascule.replication.frontdoor.OutageTracker;
import io.bascule.replication.moment.Ticks;

/** Writes canaries through the front door and says when that stops and goes on again. */
final class FrontDoorWatch implements AutoCloseable {

    private final Line line;
    private final CanaryWrite canary;
    private final OutageTracker tracker;
    private final FrontDoorMeter meter;
    private final Senses senses;
    private final Ticks ticks;

    FrontDoorWatch(
            String application,
            Address address,
            FrontDoor door,
            FrontDoorMeter meter,
            Senses senses) {
        this.line = new Line(address);
        this.canary = new CanaryWrite(line, senses.clock(), door.deadline());
        this.tracker = new OutageTracker(application);
        this.meter = meter;
        this.senses = senses;
        this.ticks = Ticks.start("canary-" + application, door.every(), _ -> tick());
    }

    private void tick() {
        tracker.see(canary.attempt())
                .ifPresent(event -> {
                    senses.outbox().change(event);
                    meter.said(event);
                });
        meter.up(tracker.up());
    }

    @Override
    public void close() {
        ticks.close();
        line.close();
        meter.up(false);
    }
}
