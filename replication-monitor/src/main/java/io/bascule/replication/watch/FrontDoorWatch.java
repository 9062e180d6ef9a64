package io.bascule.replication.watch;

import io.bascule.contracts.plan.FrontDoor;
import io.bascule.replication.database.Address;
import io.bascule.replication.database.Line;
import io.bascule.replication.frontdoor.CanaryWrite;
import io.bascule.replication.frontdoor.OutageTracker;
import io.bascule.replication.moment.Ticks;
import java.util.concurrent.atomic.AtomicBoolean;

/** Writes canaries through the front door and says when that stops and goes on again. */
final class FrontDoorWatch implements AutoCloseable {

    private final Line line;
    private final CanaryWrite canary;
    private final OutageTracker tracker;
    private final AtomicBoolean up;
    private final Senses senses;
    private final Ticks ticks;

    FrontDoorWatch(
            String application, Address address, FrontDoor door, AtomicBoolean up, Senses senses) {
        this.line = new Line(address);
        this.canary = new CanaryWrite(line, senses.clock(), door.deadline());
        this.tracker = new OutageTracker(application);
        this.up = up;
        this.senses = senses;
        this.ticks = Ticks.start("canary-" + application, door.every(), _ -> tick());
    }

    private void tick() {
        tracker.see(canary.attempt()).ifPresent(senses.outbox()::change);
        up.set(tracker.up());
    }

    @Override
    public void close() {
        ticks.close();
        line.close();
        up.set(false);
    }
}
