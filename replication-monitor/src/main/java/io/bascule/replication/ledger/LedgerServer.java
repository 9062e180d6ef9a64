package io.bascule.replication.ledger;

import io.bascule.contracts.Lsn;
import io.bascule.replication.database.Line;
import io.bascule.replication.database.LineException;
import io.bascule.replication.ledger.LedgerLine.Found;
import io.bascule.replication.ledger.LedgerLine.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What the ledger asks of the server it is read from. */
final class LedgerServer implements AutoCloseable {

    /** The logical slot that the ledger is read from; whoever prepares the server makes it. */
    static final String SLOT = "bascule_ledger";

    /** The publication of the tables that count. */
    static final String PUBLICATION = "bascule";

    private static final String FIND =
            """
            SELECT s.standby, (SELECT system_identifier::text FROM pg_control_system()),
                   CASE WHEN NOT s.standby
                        THEN ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))
                             ::bit(32)::int
                   END,
                   l.confirmed_flush_lsn, l.active,
                   CASE WHEN NOT s.standby THEN pg_current_wal_flush_lsn() END
            FROM (SELECT pg_is_in_recovery() AS standby) s
            LEFT JOIN pg_replication_slots l
                   ON l.slot_name = ? AND l.slot_type = 'logical'
                  AND l.database = current_database()
            """;

    private final Line line;
    private final Duration deadline;

    LedgerServer(Line line, Duration deadline) {
        this.line = line;
        this.deadline = deadline;
    }

    /** Who the server is, and whether the slot stands. */
    Found find(String site) throws LineException {
        return line.ask(deadline, connection -> find(connection, site));
    }

    private static Found find(Connection connection, String site) throws SQLException {
        try (var statement = connection.prepareStatement(FIND)) {
            statement.setString(1, SLOT);
            try (var row = statement.executeQuery()) {
                row.next();
                boolean standby = row.getBoolean(1);
                var line = new LedgerLine(site, row.getString(2), row.getInt(3));
                String confirmed = row.getString(4);
                boolean active = row.getBoolean(5);
                String flushed = row.getString(6);
                return new Found(
                        line,
                        standby,
                        confirmed == null
                                ? new Slot.Missing()
                                : new Slot.Stands(Lsn.parse(confirmed), active),
                        flushed == null ? Lsn.ZERO : Lsn.parse(flushed));
            }
        }
    }

    /** Everything committed so far ends at or before this position. */
    Lsn flushed() throws LineException {
        return line.ask(
                deadline,
                connection -> {
                    try (var statement = connection.createStatement();
                            var row = statement.executeQuery("SELECT pg_current_wal_flush_lsn()")) {
                        row.next();
                        return Lsn.parse(row.getString(1));
                    }
                });
    }

    /**
     * Commits a transaction that only carries a message to the reader. In commit order, so that its
     * end shows that everything before was read; and through the slot, so that the slot moves on
     * while no published table changes.
     */
    void mark() throws LineException {
        var _ =
                line.ask(
                        deadline,
                        connection -> {
                            try (var statement = connection.createStatement()) {
                                return statement.execute(
                                        "SELECT pg_logical_emit_message(true, 'bascule', '')");
                            }
                        });
    }

    @Override
    public void close() {
        line.close();
    }
}
