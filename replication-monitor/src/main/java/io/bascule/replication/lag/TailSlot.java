package io.bascule.replication.lag;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.replication.database.Line;
import io.bascule.replication.database.LineException;
import io.bascule.replication.database.SiteReading;
import java.time.Duration;

/**
 * Lets the primary's slot {@value #NAME} forget what the standby has on disk, and nothing else, so
 * that after a crash every lost transaction can still be read from the old primary.
 *
 * <p>It stays {@value #MARGIN} bytes behind the standby: the standby's position may lie within a
 * commit record, and a slot advanced to there would pass over that transaction, which is lost.
 */
public final class TailSlot {

    /** The slot's name. */
    public static final String NAME = "bascule_tail";

    static final long MARGIN = 256 * 1024;

    private static final String ADVANCE =
            """
            SELECT (pg_replication_slot_advance(slot_name, ?::pg_lsn)).end_lsn
            FROM pg_replication_slots
            WHERE slot_name = ? AND NOT active AND confirmed_flush_lsn < ?::pg_lsn
            """;

    private final Line primary;
    private final Duration deadline;

    public TailSlot(Line primary, Duration deadline) {
        this.primary = primary;
        this.deadline = deadline;
    }

    /**
     * Advances the slot as far as the standby's reading allows; does nothing if the two are not on
     * one timeline, or there is no such slot.
     *
     * @throws LineException if the primary does not do it within the deadline
     */
    public void advance(SiteReading standby, Position source) throws LineException {
        var flushed = standby.flushed();
        if (!standby.standby() || flushed == null || !flushed.sameLine(source)) {
            return;
        }
        var upTo = new Lsn(Math.max(0, flushed.lsn().value() - MARGIN));
        var _ =
                primary.ask(
                        deadline,
                        connection -> {
                            try (var statement = connection.prepareStatement(ADVANCE)) {
                                statement.setString(1, upTo.toString());
                                statement.setString(2, NAME);
                                statement.setString(3, upTo.toString());
                                return statement.execute();
                            }
                        });
    }
}
