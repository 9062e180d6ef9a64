package io.bascule.replication.watch;

import io.bascule.replication.moment.MonitorClock;
import io.bascule.replication.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;

/** What every watcher needs: the settings, the clock, the way out, and where the monitor stands. */
record Senses(
        MonitorSettings settings,
        String place,
        MonitorClock clock,
        Outbox outbox,
        MeterRegistry meters) {}
