package io.bascule.replication.database;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.replication.moment.Moment;
import org.jspecify.annotations.Nullable;

/**
 * What a server said of itself.
 *
 * @param standby whether it is in recovery
 * @param flushed a primary: what it has flushed; a standby: what it has on disk of its source's
 *     log; null for a standby that never received or replayed anything
 * @param replayed what a standby has replayed; null on a primary
 * @param receiving whether a standby's receiver is connected and streams
 * @param asked before the question left: what was committed by then is at or before a primary's
 *     position
 * @param answered when the answer was here
 */
public record SiteReading(
        boolean standby,
        @Nullable Position flushed,
        @Nullable Lsn replayed,
        boolean receiving,
        Moment asked,
        Moment answered) {}
