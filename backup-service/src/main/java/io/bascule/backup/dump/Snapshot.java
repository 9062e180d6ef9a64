package io.bascule.backup.dump;

import io.bascule.backup.manifest.Manifest;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One state of a database, held open and exported, so that the dump and the fingerprint see exactly
 * the same. It holds back the server's vacuum as long as it is open.
 */
final class Snapshot implements AutoCloseable {

    /** Rows of other sessions' locks are not waited for longer. */
    private static final String LOCK_TIMEOUT = "SET lock_timeout = '60s'";

    /** The dump is what takes long: no more than one core of the source is taken beside it. */
    private static final String ONE_PROCESS = "SET max_parallel_workers_per_gather = 0";

    private final Connection connection;
    private final String exportedName;
    private final Position position;
    private final Instant at;
    private final String serverVersion;
    private final String encoding;
    private volatile boolean reading;

    private Snapshot(
            Connection connection,
            String exportedName,
            Position position,
            Instant at,
            String serverVersion,
            String encoding) {
        this.connection = connection;
        this.exportedName = exportedName;
        this.position = position;
        this.at = at;
        this.serverVersion = serverVersion;
        this.encoding = encoding;
    }

    static Snapshot open(SourceDatabase source, Clock clock) throws SQLException {
        Connection connection = source.connect();
        try {
            try (var statement = connection.createStatement()) {
                for (String setting : Fingerprint.SETTINGS) {
                    statement.execute(setting);
                }
                statement.execute(LOCK_TIMEOUT);
                statement.execute(ONE_PROCESS);
            }
            // The position is read first: what it says is in the snapshot, and maybe a little more.
            Position position = position(connection);
            Instant at = clock.instant();
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            return new Snapshot(
                    connection,
                    ask(connection, "SELECT pg_export_snapshot()"),
                    position,
                    at,
                    ask(connection, "SHOW server_version"),
                    ask(
                            connection,
                            "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"));
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    static Position position(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                """
                                SELECT s.system_identifier::text, x.lsn::text,
                                       CASE WHEN pg_is_in_recovery()
                                            THEN (SELECT timeline_id FROM pg_control_checkpoint())
                                            ELSE ('x' || substr(pg_walfile_name(x.lsn), 1, 8))::bit(32)::int
                                       END
                                  FROM pg_control_system() s,
                                       (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                                                    ELSE pg_current_wal_flush_lsn() END AS lsn) x
                                """)) {
            expectRow(row);
            return new Position(row.getString(1), row.getInt(3), Lsn.parse(row.getString(2)));
        }
    }

    static String ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            expectRow(row);
            return row.getString(1);
        }
    }

    private static void expectRow(ResultSet row) throws SQLException {
        if (!row.next()) {
            throw new SQLException("Expected one row, but found none");
        }
    }

    /** The name by which other sessions see the same. */
    String exportedName() {
        return exportedName;
    }

    Position position() {
        return position;
    }

    Instant at() {
        return at;
    }

    /** Reads every table inside the snapshot. */
    Manifest.Database fingerprint(String database) throws SQLException {
        reading = true;
        var content = new ArrayList<Manifest.TableContent>();
        for (var table : rows(Fingerprint.TABLES, 3)) {
            var answer = rows(Fingerprint.of(table[0], table[2]), 2).getFirst();
            content.add(
                    new Manifest.TableContent(
                            table[0], table[1], Long.parseLong(answer[0]), answer[1], table[2]));
        }
        var objects = new ArrayList<String>(Fingerprint.NOT_COMPARED);
        if (!ask(connection, "SELECT count(*) FROM pg_largeobject_metadata").equals("0")) {
            objects.add("large objects: their content is dumped, but not compared");
        }
        var roles = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(Fingerprint.ROLES)) {
            while (rows.next()) {
                roles.add(rows.getString(1));
            }
        }
        reading = false;
        return new Manifest.Database(database, serverVersion, encoding, roles, content, objects);
    }

    private List<String[]> rows(String sql, int columns) throws SQLException {
        var found = new ArrayList<String[]>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                var row = new String[columns];
                for (int i = 0; i < columns; i++) {
                    row[i] = rows.getString(i + 1);
                }
                found.add(row);
            }
        }
        return found;
    }

    @Override
    public void close() throws SQLException {
        if (reading) {
            // Another thread waits for an answer that nobody needs any more.
            connection.abort(Runnable::run);
        }
        connection.close();
    }
}
