package io.bascule.backup.wal;

import io.bascule.backup.dump.SourceDatabase;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of the server beside the stream, over an ordinary connection. */
final class SourceView implements AutoCloseable {

    private static final int PAGE = 8192;
    private static final int LONGEST_PAGE_HEADER = 40;

    private final Connection connection;

    private SourceView(Connection connection) {
        this.connection = connection;
    }

    static SourceView open(SourceDatabase source) throws SQLException {
        return new SourceView(source.connect(Map.of("socketTimeout", "10")));
    }

    /**
     * One look at the server's clock and its log.
     *
     * @param at every commit of that instant or before is before {@code position}; null if a
     *     standby has not replayed any yet
     * @param flushed up to where the server has it on its disk, which it may send
     */
    record Mark(Position position, @Nullable Instant at, Lsn flushed) {

        /** What was not even on the server's disk a while later is no commit. */
        Mark within(Lsn flushedLater) {
            return flushedLater.compareTo(position.lsn()) < 0
                    ? new Mark(
                            new Position(
                                    position.systemIdentifier(), position.timeline(), flushedLater),
                            at,
                            flushed)
                    : this;
        }
    }

    /**
     * The clock is read before the log: a commit takes its time before it is written. A standby
     * knows the time of the last commit that it replayed.
     */
    Mark mark() throws SQLException {
        try (var statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                """
                                SELECT s.system_identifier::text, x.at, x.lsn::text,
                                       CASE WHEN x.standby
                                            THEN (SELECT timeline_id FROM pg_control_checkpoint())
                                            ELSE ('x' || substr(pg_walfile_name(x.lsn), 1, 8))::bit(32)::int
                                       END,
                                       CASE WHEN x.standby THEN x.lsn
                                            ELSE pg_current_wal_flush_lsn() END::text
                                  FROM pg_control_system() s,
                                       (SELECT pg_is_in_recovery() AS standby,
                                               CASE WHEN pg_is_in_recovery() THEN pg_last_xact_replay_timestamp()
                                                    ELSE clock_timestamp() END AS at,
                                               CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                                                    ELSE pg_current_wal_insert_lsn() END AS lsn
                                         OFFSET 0) x
                                """)) {
            if (!row.next()) {
                throw new SQLException("Expected one row, but found none");
            }
            var at = row.getObject(2, OffsetDateTime.class);
            return new Mark(
                    new Position(
                            row.getString(1), row.getInt(4), written(Lsn.parse(row.getString(3)))),
                    at == null ? null : at.toInstant(),
                    Lsn.parse(row.getString(5)));
        }
    }

    /** The next record's place at the top of a page is after a header that is not written yet. */
    private static Lsn written(Lsn insert) {
        long inPage = insert.value() & (PAGE - 1);
        return inPage <= LONGEST_PAGE_HEADER ? new Lsn(insert.value() - inPage) : insert;
    }

    long segmentBytes() throws SQLException {
        return Long.parseLong(ask("SELECT pg_size_bytes(current_setting('wal_segment_size'))"));
    }

    /**
     * The slot that makes the server keep what is not stored.
     *
     * @param restart from where it is kept; null if that is lost
     * @param lost whether the server gave it up
     */
    record Slot(@Nullable Lsn restart, boolean lost) {}

    Optional<Slot> slot(String name) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        "SELECT restart_lsn::text, coalesce(to_jsonb(s) ->> 'wal_status', '') = 'lost'"
                                + " FROM pg_replication_slots s WHERE slot_name = ?")) {
            statement.setString(1, name);
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                String restart = row.getString(1);
                return Optional.of(
                        new Slot(restart == null ? null : Lsn.parse(restart), row.getBoolean(2)));
            }
        }
    }

    /** Makes the slot; from now on the server keeps its log. */
    void createSlot(String name) throws SQLException {
        call("SELECT pg_create_physical_replication_slot(?, true)", name);
    }

    /** Removes the slot, which nobody may use at the moment. */
    void dropSlot(String name) throws SQLException {
        call("SELECT pg_drop_replication_slot(?)", name);
    }

    private void call(String sql, String name) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.execute();
        }
    }

    private String ask(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            if (!row.next()) {
                throw new SQLException("Expected one row, but found none");
            }
            return row.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
