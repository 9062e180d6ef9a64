package io.bascule.replication.moment;

import java.time.InstantSource;

/** The one clock of the monitor: {@link System#nanoTime} with the wall time beside it. */
public final class MonitorClock {

    private final InstantSource wall;

    public MonitorClock(InstantSource wall) {
        this.wall = wall;
    }

    /** Now. */
    public Moment now() {
        return new Moment(System.nanoTime(), wall.instant());
    }
}
