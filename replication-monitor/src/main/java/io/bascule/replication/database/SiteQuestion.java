package io.bascule.replication.database;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.replication.moment.MonitorClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Asks a server, primary or standby, where it stands: one statement that is both the health probe
 * and the sample of the lag.
 *
 * <p>A primary's timeline is in the name of its current log file. A standby's is what its receiver
 * received; without a receiver it is the newest one its control file knows, which can only be too
 * old, and then positions are not compared at all.
 */
public final class SiteQuestion {

    private static final String SQL =
            """
            SELECT s.standby,
                   (SELECT system_identifier::text FROM pg_control_system()),
                   CASE WHEN s.standby
                        THEN coalesce(nullif(r.received_tli, 0),
                                      (SELECT greatest(min_recovery_end_timeline, timeline_id)
                                       FROM pg_control_recovery(), pg_control_checkpoint()))
                        ELSE ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))
                             ::bit(32)::int
                   END,
                   CASE WHEN s.standby
                        THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                        ELSE pg_current_wal_flush_lsn()
                   END,
                   CASE WHEN s.standby THEN pg_last_wal_replay_lsn() END,
                   r.pid IS NOT NULL AND coalesce(r.status, 'streaming') = 'streaming'
            FROM (SELECT pg_is_in_recovery() AS standby) s
            LEFT JOIN pg_stat_wal_receiver r ON true
            """;

    private final Line line;
    private final MonitorClock clock;

    public SiteQuestion(Line line, MonitorClock clock) {
        this.line = line;
        this.clock = clock;
    }

    /**
     * Where the server stands.
     *
     * @throws LineException if it does not say so within the deadline
     */
    public SiteReading ask(Duration deadline) throws LineException {
        return line.ask(deadline, this::read);
    }

    private SiteReading read(Connection connection) throws SQLException {
        var asked = clock.now();
        try (var statement = connection.prepareStatement(SQL);
                var row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("Expected one row on where the server stands, found none");
            }
            String flushed = row.getString(4);
            String replayed = row.getString(5);
            return new SiteReading(
                    row.getBoolean(1),
                    flushed == null
                            ? null
                            : new Position(row.getString(2), row.getInt(3), Lsn.parse(flushed)),
                    replayed == null ? null : Lsn.parse(replayed),
                    row.getBoolean(6),
                    asked,
                    clock.now());
        }
    }
}
