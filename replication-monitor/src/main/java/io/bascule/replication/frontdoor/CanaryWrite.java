package io.bascule.replication.frontdoor;

import io.bascule.replication.database.Line;
import io.bascule.replication.database.LineException;
import io.bascule.replication.frontdoor.OutageTracker.Attempt;
import io.bascule.replication.frontdoor.OutageTracker.Served;
import io.bascule.replication.moment.Moment;
import io.bascule.replication.moment.MonitorClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * One canary: a row is written through the front door and read back, and the statement says which
 * server took it. It succeeded only if both were answered within the deadline.
 */
public final class CanaryWrite {

    /**
     * An attempt that took this much longer than its deadline was held up by the monitor itself.
     */
    static final Duration OWN_DELAY = Duration.ofMillis(500);

    private static final String WRITE =
            """
            INSERT INTO bascule.canary AS c (id, n, written_at) VALUES (1, ?, clock_timestamp())
            ON CONFLICT (id) DO UPDATE SET n = excluded.n, written_at = excluded.written_at
            RETURNING (SELECT site FROM bascule.place WHERE id = 1),
                      (SELECT epoch FROM bascule.place WHERE id = 1),
                      (SELECT system_identifier::text FROM pg_control_system()),
                      ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
            """;

    private static final String READ = "SELECT n FROM bascule.canary WHERE id = 1";

    /** What was answered, and when the write was acknowledged. */
    private record Answer(Served by, Moment acknowledged, Moment readBack) {}

    private final Line line;
    private final MonitorClock clock;
    private final Duration deadline;
    private boolean everPrepared;
    private long number;

    public CanaryWrite(Line line, MonitorClock clock, Duration deadline) {
        this.line = line;
        this.clock = clock;
        this.deadline = deadline;
        this.number = clock.now().at().toEpochMilli();
    }

    /** Writes and reads back once. */
    public Attempt attempt() {
        var started = clock.now();
        long n = ++number;
        try {
            var answer = line.ask(deadline, connection -> writeAndRead(connection, n));
            everPrepared = true;
            return new Attempt.Succeeded(answer.acknowledged(), answer.readBack(), answer.by());
        } catch (LineException e) {
            var took = clock.now().since(started);
            if (took.compareTo(deadline.plus(OWN_DELAY)) > 0
                    || (!everPrepared && e.objectMissing())) {
                return new Attempt.Inconclusive();
            }
            return new Attempt.Failed(started, e.reason());
        }
    }

    private Answer writeAndRead(Connection connection, long n) throws SQLException {
        Served by;
        try (var write = connection.prepareStatement(WRITE)) {
            write.setLong(1, n);
            try (var row = write.executeQuery()) {
                row.next();
                String site = row.getString(1);
                if (site == null) {
                    throw new SQLException(
                            "Expected the server's site and epoch in bascule.place, but the table is empty",
                            "42P01");
                }
                by = new Served(site, row.getLong(2), row.getString(3), row.getInt(4));
            }
        }
        var acknowledged = clock.now();
        try (var read = connection.prepareStatement(READ);
                var row = read.executeQuery()) {
            if (!row.next() || row.getLong(1) != n) {
                throw new SQLException(
                        "Expected to read back canary " + n + ", but found another one");
            }
        }
        return new Answer(by, acknowledged, clock.now());
    }
}
